"""WeCom's error codes, as far as the stand-in answers them (developer.work.weixin.qq.com/document/path/90313)."""

from __future__ import annotations

from typing import Any

OK = 0
BUSY = -1
BAD_SECRET = 40001
BAD_USERID = 40003
BAD_MEDIA_TYPE = 40005
BAD_FILE_SIZE = 40006
BAD_MEDIA_ID = 40007
BAD_MSGTYPE = 40008
BAD_CORPID = 40013
BAD_TOKEN = 40014
BAD_BUTTON_COUNT = 40016
BAD_BUTTON_TYPE = 40017
BAD_BUTTON_NAME = 40018
BAD_BUTTON_KEY = 40019
BAD_BUTTON_URL = 40020
BAD_SUB_BUTTON_COUNT = 40023
BAD_SUB_BUTTON_NAME = 40025
BAD_OAUTH_CODE = 40029
TOO_MANY_USERS = 40032
BAD_CHARACTER = 40033
BAD_PARAMETER = 40035
EMPTY_PARAMETER = 40058
BAD_AGENTID = 40056
BAD_JS_SIGNATURE = 40093
BAD_EXTERNAL_USERID = 40096
MISSING_TOKEN = 41001
MISSING_CORPID = 41002
MISSING_SECRET = 41004
MISSING_MEDIA_ID = 41006
MISSING_AUTH_CODE = 41008
MISSING_USERID = 41009
MISSING_URL = 41010
MISSING_AGENTID = 41011
MISSING_TITLE = 41016
MISSING_DESCRIPTION = 41033
EXPIRED_TOKEN = 42001
BAD_TASK_ID = 42014
WRONG_APP = 42015
RECALL_TOO_LATE = 42052
NO_CALLBACK_URL = 43012
EMPTY_MEDIA = 44001
EMPTY_CONTENT = 44004
MEDIA_TOO_LARGE = 45001
VOICE_TOO_LONG = 45007
BAD_ARTICLE_COUNT = 45008
TOO_FREQUENT = 45009
NO_MENU = 46003
NO_SUCH_USER = 46004
NO_PERMISSION = 48002
OUTSIDE_SCOPE = 60011
BAD_ADDRESS = 60020
NO_SUCH_DEPARTMENT = 60123
BAD_RESPONSE_CODE = 60140
NO_RECIPIENT_ALLOWED = 81013
NO_RECIPIENT = 82001
TOO_MANY_PARTIES = 82002
TOO_MANY_TAGS = 82003
BAD_USER_TICKET = 84015
NOT_A_FOLLOWER = 84061
AGENT_FORBIDDEN = 301002
VOICE_NOT_AMR = 301017

# The page gives 42027 to 42051 to the fields of a template card. Which number within that range stands for which
# field is the stand-in's own reading: callers should treat the range as one kind of error.
CARD_KEYNAME = 42027
CARD_URL = 42028
CARD_MEDIA_ID = 42029
CARD_APPID = 42030
CARD_TYPE = 42031
CARD_TITLE = 42032
CARD_ITEM_TYPE = 42033
CARD_HORIZONTAL_COUNT = 42035
CARD_JUMP_COUNT = 42036
CARD_BUTTON_COUNT = 42037
CARD_OPTION_COUNT = 42038
CARD_VERTICAL_COUNT = 42039
CARD_SELECT_COUNT = 42040
CARD_MENU_COUNT = 42041
CARD_OPTION_ID = 42043
CARD_QUESTION_KEY = 42044
CARD_IMAGE = 42045
CARD_ACTION = 42046
CARD_SUBMIT = 42048
CARD_SELECT = 42049
CARD_BUTTON_KEY = 42050
CARD_DUPLICATE_KEY = 42051


class WeComError(Exception):
    """A refusal: answered with HTTP 200 and an `errcode`."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def answer(self, address: str | None, stamp: int) -> dict[str, Any]:
        """The body, with the hint that the real server appends."""
        return {
            "errcode": self.code,
            "errmsg": (
                f"{self.message}, hint: [{stamp}_1_emulator], from ip: {address or '-'}, "
                f"more info at https://open.work.weixin.qq.com/devtool/query?e={self.code}"
            ),
        }
