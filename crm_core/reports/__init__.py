"""Figures for managers, each with its cut-off and its definition (D1, D3, D7, K3, K4, K13)."""
