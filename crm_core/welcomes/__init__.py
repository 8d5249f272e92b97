"""欢迎语: what a customer is greeted with whom a colleague has just added in the platform's chat; none unless set."""
