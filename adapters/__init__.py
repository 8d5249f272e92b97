"""Chat platforms and outside services: bytes in → neutral events; neutral messages and cards → API calls."""
