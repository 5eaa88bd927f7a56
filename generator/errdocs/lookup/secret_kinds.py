r"""What secrets look like: the patterns by which Python and the scripts find them.

`constants` gives them to the scripts. They use only what both kinds of regular expressions read
alike; `\w` means ASCII. Each starts at a place that few positions can be, or has a bound: time
grows with the length of the text alone.
"""

from __future__ import annotations

MASK = "[masked]"  # what stands in the place of a secret
LEAST_PART = 6  # characters of the shortest value that is masked because it is part of a secret
MASKED = r"^[*.•xX\[\]-]*$"  # nothing to see: a mask of somebody before us
MOST_ENCODED = 2  # encodings within each other that are undone, such as Base64 in a URL
PERCENT_ENCODED = "%([0-7][0-9A-Fa-f])"
# A character as HTML and the strings of JSON and most languages write it.
ESCAPED_CHARACTER = (
    r"\\(?:u(00[0-7][0-9A-Fa-f])|([\"'\\/bfnrt]))|&(amp|apos|gt|lt|quot|#0?39|#34|#x22|#x27);"
)
ESCAPE_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
BASE64 = "[A-Za-z0-9+/_-]{16,65536}={0,2}"  # a run that may be a text: shorter ones hold no secret
BASE64_TEXT = "^[\\t\\n\\r -~]+$"  # what it must decode to; other runs are no text

# What the secret of a kind must be like.
_ANY = ""
_KEY_LIKE = r"[0-9*]|^[^-_.]{20,}$"  # not words joined by hyphens, such as `sk-your-key-here`
_TOKEN_LIKE = r"[0-9*]|[a-z][A-Z]|^[^-_.]{16,}$"  # after a prefix that few words start with
_RANDOM = r"^(?=.{8})(?=.*[A-Za-z])(?:.*[0-9*]|.{24})"  # long, and not a word or plain number
# Letters and digits so mixed that no word is like them.
_MIXED = r"^(?=(?:[^0-9]*[0-9]){4})(?=.*[A-Za-z])(?!(?:[^-_]*[-_]){3})"
_NOT_A_WORD = r"[0-9]|[^A-Za-z0-9][A-Za-z0-9]"
# Of the value of a header: signs, digits, or letters of both sizes as no word has them.
_CREDENTIAL = r"[0-9+/=~@*]|[a-z][A-Z]|[A-Z]{2}[a-z]"
# Of what belongs to a name of a service: numbers of its accounts, keys, UUIDs.
_ACCOUNT_KEY = r"^(?:[0-9]{14,20}|(?=.{12})(?=.*[A-Za-z])(?=.*[0-9]).*|[A-Za-z]{14,64})$"
# What follows a name like `api_x`: not a date, a version, or words with a number, such as a model.
_NAMED_KEY = (
    r"^(?=.{10})(?=.*[A-Za-z])(?=.*[0-9])(?![0-9]{4}-[0-9]{2})(?!(?:[^-_.]*[-_.]){3})"
    r"(?![a-z]+[-_.]?[0-9.]{1,4}(?:[-_.]|$))(?![A-Za-z]+[0-9]{1,2}$)(?!.*/[a-z-]+$)"
)

# Between a name and its value: quotes, escaped or percent-encoded too, and an assignment.
_QUOTES = r"[\"'`\s\\]{0,8}"
_ASSIGNED = r"(?:=>|:{1,3}=|\|\||\?=|[:=：])"
_SEPARATOR = rf"{_QUOTES}{_ASSIGNED}{_QUOTES}"
_LOOSE = r"[ \t\w.-]{0,20}[\s'\"\\]{0,4}(?:=>|:{1,3}=|\|\||\?=|[=>:,])[`'\"\s=\\]{0,6}"
_VALUE = r"(?P<secret>[^\s\"'`\\,;&<>(){}\[\]]{4,4096})"
_START = r"(?<![A-Za-z0-9])"

_PASSWORD = r"(?:passw(?:or)?d|pwd|passphrase|passcode|passwort|kennwort|contrase[ñn]a|senha)"
_PASSWORD_WORDS = (
    r"(?:passw(?:or)?d|pwd|passphrase|passwort|kennwort|mot de passe|contrase[ñn]a|senha"
    r"|has[łl]o|wachtwoord|parola|пароль|密码|密碼|口令|パスワード|비밀번호|암호)"
)
_IS = r"(?:is|was|ist|est|es|é|to|lautet|は|为|是|為|이|는|은|-|—|:|：|=)"
_SENTENCE = (  # what stands after an option in a sentence about it
    r"(?!(?:is|are|was|must|should|can|cannot|has|have|needs?|not|and|or|option|flag|argument"
    r"|parameter|required?|missing|invalid|with|for|from|to|the|value)(?![\w-]))"
)
# Forms of tokens that say who issued them: what they start with.
_ISSUED_ANYWHERE = "|".join(
    (
        r"ops_eyJ", "AGE-SECRET-KEY-1", "bedrock-api-key-", "(?:CLOJARS|clojars)_", r"dp\.pt\.",
        "duffel_(?:test|live)_", r"dt0c01\.", "FLW(?:SECK|PUBK)(?:_TEST)?-", "fio-u-",
        "gh[opsru]_", "github_pat_", "gl(?:cbt|dt|ffct|ft|imt|agent|oas|pat|ptt|rt|soat)-",
        "GR1348941", "lin_api_", "pypi-", "shp(?:at|ca|pa|ss)_", r"xoxe\.xox[bp]-",
        "sntry[su]_", "rubygems_", "shippo_(?:live|test)_",
    )
)  # fmt: skip
_ISSUED = "|".join(
    (
        "LTAI", r"STS\.", "AIza", r"ya29\.", "npm_", "hf_", "api_org_", "p8e-", "ABSK", "AKCp",
        "cmVmd", "dapi", "dnkey-", "do[opr]_v1_", "EZ[AT]K", "EAA[AMC]", "sq0[a-z]{3}-", "fo1_",
        "fm1[ar]_", "fm2_", "glc_", "glsa_", "HRKU-", "ico-", "s-s4t2(?:ud|af)-", "ntn_", "API-",
        "sha256~", "pplx-", "pscale_[a-z]{2,6}_", "PMAK-", "pnu_", "pul-", "rdme_", "tk-us-",
        r"SG\.", "xkeysib-", "sm_[aps]at_", "sgp_", r"hv[bs]\.", "ATATT3", "A3-", r"v1\.0-",
        "AQVN", r"t1\.", r"sl\.", "tfp_", "squ_", "sqp_", "sqa_", "(?:live|test)_(?:pub_)?",
        "NRJS-", "NRII-", "NRAK-", "pubkey-",
    )
)  # fmt: skip
# Services whose keys have no form of their own: what is assigned to their names is a key.
_SERVICES = "|".join(
    (
        "adafruit", "adobe", "airtable", "algolia", "alibaba", "aliyun", "artifactory", "asana",
        "atlassian", "beamer", "bintray", "bitbucket", "bittrex", "cloudflare", "codecov",
        "cohere", "coinbase", "confluen(?:ce|t)", "contentful", "contribsys", "datadog",
        "discord", "dnkey", "drone_?ci", "dropbox", "etsy", "facebook", "fastly", "finicity",
        "finnhub", "flickr", "freshbooks", "gitter", "gocardless", "heroku", "hubspot",
        "intercom", "jfrog", "jira", "kraken", "kucoin", "launchdarkly", "linear", "linked[_-]?in",
        "lob", "looker", "mailchimp", "mailgun", "mapbox", "mattermost", "meraki",
        "message[_-]?bird", "netlify", "new[-_]?relic", "nytimes", "new-?york-?times,?", "okta",
        "plaid", "private[_-]?ai", "rapidapi", "sendbird", "sentry", "snyk",
        "sonar[_.-]?(?:login|token)", "squarespace", "sumo", "telegr", "travis", "twitch",
        "twitter", "typeform", "xray", "yandex", "zendesk",
    )
)  # fmt: skip
_NAMES = r"access|auth|api|credential|creds|key|secret|token"
# What a name with one of these words says after it where it names no secret.
_NO_SECRET = (
    r"(?!or|[ \t\w.-]{0,16}(?:request|trace|model|name|version|type|url|uri|limit|count|time|date"
    r"|code|region|status|path|error|message))"
)

# Pattern of a text with a secret in it, its flags, what the secret must be like, and a pattern that
# the text must have for that kind. One with the flag `i` is written in small letters.
SECRET_KINDS = (
    # Forms that say what they are: the prefix stays, so that people see what kind was masked.
    (r"-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----"
     r"(?P<secret>(?:(?!-----)[\s\S]){1,16384})", "", _ANY, ""),
    (rf"{_START}(?:sk|pk|rk|ak)(?:_(?:live|test|prod)_|[-_])(?P<secret>[\w*.-]{{6,512}})",
     "", _KEY_LIKE, ""),
    (rf"{_START}(?:sk|rk)_(?:live|test|prod)_(?P<secret>[\w*.-]{{6,512}})", "", _ANY, ""),
    (rf"{_START}(?:A3T|AKIA|ASIA|ABIA|ACCA|AROA)(?P<secret>[A-Z0-9*]{{12,40}})", "", _ANY, ""),
    (rf"(?:{_ISSUED_ANYWHERE})(?P<secret>[\w.*+/=-]{{8,8192}})", "", _TOKEN_LIKE, ""),
    (rf"{_START}(?:{_ISSUED})(?P<secret>[\w.*+/=~-]{{8,8192}})", "", _TOKEN_LIKE, ""),
    (r"(?:xapp|xox[abeoprs])-(?P<secret>[\w.-]{6,512})", "", _TOKEN_LIKE, ""),
    (r"SK(?P<secret>[0-9a-fA-F]{32})", "", _ANY, ""),
    (rf"{_START}(?P<secret>s\.[A-Za-z0-9]{{24}}|4b1d[A-Za-z0-9]{{38}}"
     r"|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"
     r"|[ps]at\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"
     r"|[0-9]{15,16}[|%][\w-]{27,40}|[\w~.]{3}[0-9]Q~[\w~.-]{31,34}"
     r"|[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{20,80}"
     r"|(?:sc|ext|scauth|authress)_[A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[\w.+/=-]{40,200})",
     "", _ANY, ""),
    (r"\.webhook\.office\.com/(?P<secret>[\w@/-]{20,512})", "", _ANY, ""),
    (r"hooks.slack.com/[a-z]{6,12}/(?P<secret>[\w+/-]{20,128})", "", _ANY, ""),
    (r"(?<![\w-])(?P<secret>ey(?:J[\w-]{6,4096}\.[\w-]{4,8192}(?:\.[\w-]{0,4096})?"
     r"|[A-Za-z0-9]{17,4096}\.ey[\w/\\-]{17,8192}(?:\.[\w/\\=-]{0,4096})?"
     r"|J[A-Za-z0-9+/=_-]{60,8192}))", "", _ANY, ""),
    (r"(?<![A-Za-z0-9])(?P<secret>ZXlK[\w/\\+\r\n=-]{40,8192})", "", _ANY, ""),
    # What follows a word that announces it.
    (r"(?<![A-Za-z])(?:bearer|basic|digest)[ \t]{1,8}(?P<secret>[\w.~+/=*-]{6,8192})",
     "i", _KEY_LIKE, ""),
    (rf"(?:{_PASSWORD}|secret|client_secret){_SEPARATOR}{_VALUE}", "i", _ANY, ""),
    # In quotes it ends with them, whatever it holds.
    (rf"(?:{_PASSWORD}|secret[_-]?key|secret)[\"'\\]{{0,4}}\s{{0,8}}{_ASSIGNED}\s{{0,8}}\\{{0,4}}"
     r"([\"'])(?P<secret>(?:(?!\1)[^\\\r\n]){4,4096})", "i", _ANY, ""),
    (rf"passw(?:or)?d{_LOOSE}[\"'](?P<secret>[^\"'\s]{{6,512}})", "i", _ANY, ""),
    (r"secret_key[\"']\s{0,8}=>\s{0,8}[\"'](?P<secret>sk_\S{8,64})", "i", _ANY, ""),
    (r"password[\"']\s{0,8}value=[\"'](?P<secret>[^\"'\r\n]{1,512})", "i", _ANY, ""),
    (rf"{_PASSWORD_WORDS}[ \t]{{0,4}}{_IS}[\s:：=]{{0,8}}[\"'`“‘「]?"
     r"(?P<secret>[!#-&*+./:=?@A-Za-z0-9^_|~-]{4,256})", "i", _NOT_A_WORD, ""),
    (r"(?:key|key[_-]?id|token|authorization|credential|signature|cookie|session[_-]?id"
     rf"|_gitlab_session){_SEPARATOR}(?:(?:bearer|basic)\s)?{_VALUE}", "i", _RANDOM, ""),
    (r"(?:key|token)(?: provided| is)?:? {1,2}(?P<secret>[\w*.-]{16,512})", "i", _RANDOM, ""),
    (rf"(?:{_SERVICES}){_LOOSE}(?P<secret>[\w.=~+/:%-]{{12,512}})", "i", _ACCOUNT_KEY, ""),
    (rf"(?:{_NAMES}){_NO_SECRET}{_LOOSE}(?P<secret>[\w.=+/-]{{10,512}})", "i", _NAMED_KEY, ""),
    # Commands: options, and headers of requests.
    (r"(?<![\w-])--?(?:password|passwd|passphrase|pass|pwd|token|secret|auth|api-?key|access-?key"
     r"|[a-z]{2,12}-(?:token|secret|password|key))(?:=|[ \t]{1,8})[\"']?"
     rf"{_SENTENCE}{_VALUE}", "i", _ANY, ""),
    (r"(?<![\w-])(?:-u|--(?:proxy-)?user)(?:=|[ \t]{0,5})"
     r"(?P<secret>(?![\"']?[a-z]{1,12}://)(?:\"[^\"\r\n]{0,128}:[^\"\r\n]{0,256}\""
     r"|'[^'\r\n]{0,128}:[^'\r\n]{0,256}'"
     r"|(?:\"[^\"\r\n]{1,128}\"|'[^'\r\n]{1,128}'|[\w$@.%+-]{1,128}):"
     r"(?:\"[^\"\r\n]{1,256}\"|'[^'\r\n]{1,256}'|[^\s\"']{1,256})))",
     "", _ANY, ""),
    (r"(?<![\w-])(?:-h|--header)(?:=|[ \t]{0,5})[\"']?[\w-]{0,32}"
     r"(?:authorization|key|token|secret|cookie):\s{0,8}(?:(?:bearer|basic|digest|negotiate|(?:api-)?token|apikey)\s{1,8})?"
     r"(?P<secret>[\w.~+/=@*-]{8,8192})", "i", _ANY, ""),
    (r"authorization[\"'\\]{0,4}\s{0,8}[:=]\s{0,8}[\"'\\]{0,4}"
     r"(?:(?:bearer|basic|digest|negotiate|(?:api-)?token|apikey)\s{1,8})?"
     r"(?P<secret>[\w.~+/=@*-]{8,8192})", "i", _CREDENTIAL, ""),
    # URLs: whoever has a signed one has the file.
    (r"(?:[?&;]|\\u0026)[\w.%-]{0,48}?(?:signature|sig|token|accesskeyid|credential|secret"
     r"|key|expires|policy|password|pwd|auth|code)=(?P<secret>[^\s\"'\\&;<>]{1,4096})",
     "i", _ANY, ""),
    (r"://(?P<secret>[^\s/:@\"'<>]{0,128}:[^\s/:@\"'<>]{1,256})@", "", _ANY, ""),
    (r"(?<![\w.+-])(?P<secret>[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})",
     "", _ANY, ""),
    # The data of a Kubernetes secret, whose names say nothing.
    (r"[\w.-]{1,64}[\"']?:[ \t]*(?:[|>][+-]?\s{1,16})?[\"']?"
     r"(?P<secret>[A-Za-z0-9+/]{10,8192}={0,3})",
     "", _ANY, r"kind[\"']?:[ \t]{0,8}[\"']?[Ss]ecret(?![A-Za-z])"),
    # Long strings without a name.
    (r"(?<![\w/+-])(?P<secret>[\w+-]{40,8192})(?![\w+-])", "", _MIXED, ""),
)  # fmt: skip
