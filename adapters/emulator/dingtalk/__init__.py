"""DingTalk's servers: the Stream gateway, api.dingtalk.com and oapi.dingtalk.com."""
