"""Published programs that import 4.2.0, run over 4.2.0 and over this checkout.

``python -m tests.importers [NAME...]`` runs them and fails if anything is lost that 4.2.0 passes.
"""
