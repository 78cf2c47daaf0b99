"""How Sphinx builds the documentation."""

import importlib.metadata
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "_ext"))

project = "saharaclient"
copyright = "the saharaclient authors"
author = project
version = release = importlib.metadata.version("python-saharaclient")

extensions = [
    "command_reference",
    "manifest_reference",
    "openstackdocstheme",
    "reno.sphinxext",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "sphinx_design",
]
# Copy commands without their prompts and outputs.
copybutton_prompt_text = r"\$ |> "
copybutton_prompt_is_regexp = True
copybutton_here_doc_delimiter = "EOF"
copybutton_line_continuation_character = "\\"
html_theme = "openstackdocs"
# The theme would tell an analytics service who reads what, and fetch a badge.
html_theme_options = {
    "analytics_tracking_code": "",
    "display_badge": False,
    "sidebar_search": True,
}
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["pages.css"]
openstackdocs_auto_name = False
openstackdocs_auto_version = False
openstackdocs_pdf_link = False
exclude_patterns: list[str] = []
# Error messages are quoted, and options have two dashes.
smartquotes = False

man_pages = [
    (
        "man/openstack-dataprocessing",
        "openstack-dataprocessing",
        "commands for OpenStack Data Processing (Sahara)",
        author,
        1,
    )
]

autodoc_default_options = {"members": True}
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
autoclass_content = "class"
