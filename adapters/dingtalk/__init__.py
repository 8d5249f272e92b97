"""DingTalk (钉钉): an internal app with a robot, over Stream or HTTP callbacks."""
