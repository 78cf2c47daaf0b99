from __future__ import annotations

import pytest

from saharaclient.osc.nouns import CLUSTER, NODE_GROUP_TEMPLATE


@pytest.mark.parametrize(
    ("noun", "title", "dest", "metavar"),
    [
        (CLUSTER, "Cluster", "cluster", "<cluster>"),
        (
            NODE_GROUP_TEMPLATE,
            "Node group template",
            "node_group_template",
            "<node-group-template>",
        ),
    ],
)
def test_noun_makes_its_words(noun, title, dest, metavar):
    assert (noun.title, noun.dest, noun.metavar) == (title, dest, metavar)
