"""Thin HTTP routes: platform callbacks, the sidebar, health and metrics."""
