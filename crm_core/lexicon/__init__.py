"""The company's own words, which the parser takes beside those of the language: rivals, products, stages."""
