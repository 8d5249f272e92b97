"""导入: lists of customers that a company keeps in Excel come in as records (A17)."""
