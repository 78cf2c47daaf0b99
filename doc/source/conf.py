"""How Sphinx builds the documentation."""

project = "saharaclient"
copyright = "the saharaclient authors"
author = project

extensions = [
    "cliff.sphinxext",
    "openstackdocstheme",
    "sphinx.ext.autodoc",
]
html_theme = "openstackdocs"
openstackdocs_auto_name = False
openstackdocs_pdf_link = False
exclude_patterns: list[str] = []

autodoc_default_options = {"members": True, "inherited-members": "list,Exception"}
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
autoclass_content = "class"
