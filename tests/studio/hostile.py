"""Texts that would do harm where a page took them for anything but text: attack 43 of the catalogue."""

from tests.studio.markup import TYPED

MARKED = f"{TYPED}=1"

HOSTILE = {
    "handlers": f"<img {MARKED} src=x onerror=alert(1)>",
    "svg": f"<svg {MARKED} onload=alert(1)><animate {MARKED} onbegin=alert(1)></svg>",
    "script": f"</script><script {MARKED}>alert(1)</script>",
    "attributes": f"\" {MARKED} autofocus onfocus=alert(1) x='",
    "single quotes": f"' {MARKED} onmouseover=alert(1) x=\"",
    "escapes": f"</textarea></title></style></template><b {MARKED}>",
    "comments": f"--><b {MARKED}><!-- ]]><b {MARKED}>",
    "mutations": "<math><mtext><table><mglyph><style><!--</style>"
    f'<img {MARKED} title="--&gt;&lt;img src onerror=alert(1)&gt;">',
    "noscript": f'<noscript><p title="</noscript><img {MARKED} src=x onerror=alert(1)>">',
    "clobbering": f"<form {MARKED} id=editor><input {MARKED} name=csrf><a {MARKED} id=location name=cookie>",
    "links": f'<a {MARKED} href="javascript:alert(1)">a</a><a {MARKED} href="data:text/html,<b>">b</a>',
    "entities": f"&lt;img {MARKED} src=x onerror=alert(1)&gt; &quot; {MARKED} onfocus=alert(1)",
    "templates": "{{7*7}} ${7*7} {% raw %} <%= 7*7 %> #{7*7}",
    "separators": "a\u2028alert(1)\u2029b",
    "frames": f"<iframe {MARKED} srcdoc='<b {MARKED}>'></iframe><base {MARKED} href=//evil.example>",
    "meta": f"<meta {MARKED} http-equiv=refresh content=0;url=//evil.example><link {MARKED} rel=icon href=x>",
}
"""Each would leave an element or an attribute that is marked, were it not taken for text."""

LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example/x",
    "https:evil",
    "\\\\evil.example",
)
"""What no field for an address takes."""

FORBIDDEN = {
    "NUL": "\x00",
    "a control": "\x1b",
    "a C1 control": "\x85",
    "an override": "\u202e",
    "an embedding": "\u202a",
    "an isolate": "\u2066",
}
"""What no stored text may hold, each of its kind."""
