"""Gates: each names a reason why a question must not be shown, and most questions fall here."""

import re
from collections.abc import Callable, Mapping

from widgets.facts.candidates import Candidate

TASTELESS = re.compile(
    r"\b(?:rape[ds]?|raping|rapists?|sexual\w*|molest\w*|suicid\w*|behead\w*|genocide|miscarriage|pa?edophil\w*|"
    r"child abuse|abus(?:e|ed|er|ers|ive)|incest\w*|kidnap\w*|abduct\w*|tortur\w*|massacre\w*|grooming|"
    r"traffick\w*|toddlers?|infants?|lynch\w*|self-harm\w*|nude|porn\w*)\b",
    re.IGNORECASE,
)
DEADLY = re.compile(
    r"\b(?:"
    r"kill\w*|dead|died|dies|dying|deaths?|murder\w*|manslaughter|homicide|shot|shoot\w*|"
    r"gunm[ae]n|stabb?\w*|injur\w+|wounded|victims?|casualt\w+|funerals?(?! [Hh]ome)|corpses?|"
    r"bod(?:y|ies) (?:of|was|were)|drown\w*|fatal\w*|terminal\w*|overdos\w*|assault\w*|hostages?|"
    r"bereav\w*|mourn\w*|executed|slain|perish\w*|autops\w+|crash\w*|cancer|stroke|relatives|"
    r"condolences?|grie(?:f|v\w+)|heartbr\w+|traged\w+|tragic\w*|survivors?|loved ones|coffins?|"
    r"burial"
    r")\b",
    re.IGNORECASE,
)
_FEAT = re.compile(
    r"\b(?:scor(?:e|es|ed|ing)|beat|beats|defeat(?:s|ed)?|win|won|wins|wickets?|runs?|goals?|tries|saves|points|"
    r"rebounds|touchdowns?|yards|laps?|sets|innings|lose|lost|drew|draw)\b"
)
_OCCASION = re.compile(
    r"\b(?:Cup|Final|final|League|Open|Tour|Championships?|Olympics?|Games|Prix|Series|Bowl|Trophy|season|career|"
    r"tournament|1[89]\d\d|20\d\d|election|vote|prize|award|medals?|titles?|seats|lottery|lawsuit|appearances)\b"
)
_ELLIPSIS = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:more|others?)"
    r"(?= (?:by|in|at|on|before|after|since)\b|\?)"
)
_UNTOUCHABLE = re.compile(
    r"\b(?:rape[ds]?|raping|rapists?|"
    r"sex(?:ual(?:ly)?)? (?:abus|assault|offen|crime|predator|attack|misconduct)\w*|"
    r"molest\w*|pa?edophil\w*|child abuse|child (?:porn|sex)\w*|suicid\w*|miscarriage|stillb\w+)\b",
    re.IGNORECASE,
)
_LOADED = re.compile(
    r"\b(?:shocking|outrageous|so-called|infamous|evil|corrupt|disgraceful|idiot\w*|stupid|liar)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset("of the and de for in on von van der al bin da la le y at to".split())
_BROKEN = re.compile(r"\s[,.?!;:]|\(\s|\s\)|,,|\?\?|\s{2,}|--|[#@|*<>]|https?:|www\.|\bto have been\b")
_MOST_WORDS, _LEAST_WORDS = 31, 5


def body(prompt: str) -> str:
    """Give a prompt without what it quotes."""
    return re.sub(r"“[^”]*”", " ", prompt)


def is_tasteless(candidate: Candidate) -> bool:
    """A quiz on sexual crime, suicide, or what was done to children is never asked."""
    return bool(TASTELESS.search(" ".join([candidate.prompt, candidate.answer, *candidate.wrong])))


def is_untouchable(title: str, text: str) -> bool:
    """Nothing is asked about an article on sexual crime, suicide or harm to children."""
    lead = f"{title}\n{text[:600]}"
    return bool(_UNTOUCHABLE.search(lead)) or len(_UNTOUCHABLE.findall(text)) >= 3


def is_deadly(candidate: Candidate) -> bool:
    """Deaths and victims are opt-in: in the prompt, or in the sentence that proves a number or a deed."""
    if candidate.kind in ("who_said", "role", "age"):
        return bool(DEADLY.search(candidate.prompt))
    return bool(DEADLY.search(candidate.prompt) or DEADLY.search(candidate.evidence.text))


def is_broken(candidate: Candidate) -> bool:
    """Odd spacing, marks or brackets show that a clause was not understood."""
    prompt = candidate.prompt
    paired = prompt.count("“") == prompt.count("”") <= 2 and all(
        prompt.count(a) == prompt.count(b) for a, b in ("()", "“”")
    )
    return bool(_BROKEN.search(prompt)) or not paired or '"' in prompt


def is_ill_sized(candidate: Candidate) -> bool:
    """Too short to say what is meant, or too long to read."""
    return not _LEAST_WORDS <= len(re.findall(r"[\w'’-]+", candidate.prompt)) <= _MOST_WORDS


def gives_itself_away(candidate: Candidate) -> bool:
    """The answer, or a word that only it has, stands in the prompt; or a wrong answer does."""
    prompt = candidate.prompt.lower()
    if any(_holds(prompt, option) for option in (candidate.answer, *candidate.wrong)):
        return True
    if candidate.answers is None:
        return False
    return any(
        len(word) > 3 and _holds(prompt, word) for word in candidate.answer.split() if word[0].isupper()
    )


def has_two_answers(candidate: Candidate) -> bool:
    """Options that are alike, or a wrong option that is true in the very sentence."""
    options = [candidate.answer, *candidate.wrong]
    plain = [re.sub(r"^(?:the|a|an) ", "", option.lower()) for option in options]
    if len(set(plain)) < len(plain):
        return True
    sets = [set(option.split()) for option in plain]
    alike = any(a < b for n, a in enumerate(sets) for m, b in enumerate(sets) if n != m)
    return alike and candidate.answers is not None


def is_uneven(candidate: Candidate) -> bool:
    """Some options are written like names and others are not, as with a small "del" among capitals."""
    shapes = {_is_name(option) for option in (candidate.answer, *candidate.wrong)}
    return candidate.answers is not None and shapes != {True}


def _is_name(option: str) -> bool:
    words = [word for word in re.findall(r"[\w'’-]+", option) if word.lower() not in _PARTICLES]
    return bool(words) and all(word[0].isupper() or word[0].isdigit() for word in words)


def lacks_options(candidate: Candidate) -> bool:
    """Three wrong answers are needed."""
    return len(candidate.wrong) != 3


def lacks_proof(candidate: Candidate) -> bool:
    """The answer, or at least the surname, stands in the evidence."""
    proof = re.sub("[‘’]", "'", candidate.evidence.text).lower()
    answer = re.sub("[‘’]", "'", candidate.answer).lower()
    if _holds(proof, answer):
        return False
    return candidate.named is None or not _holds(proof, answer.split()[-1])


def lacks_occasion(candidate: Candidate) -> bool:
    """A feat in a match without a word on which match, season or competition."""
    if candidate.kind in ("who_said", "role", "year"):
        return False
    return bool(_FEAT.search(candidate.prompt)) and not _OCCASION.search(candidate.prompt)


def is_loaded(candidate: Candidate) -> bool:
    """A loaded word outside quotations leads."""
    return bool(_LOADED.search(body(candidate.prompt)))


def dangles(candidate: Candidate) -> bool:
    """Nothing named, or a time that only the article's day explains."""
    text = body(candidate.prompt)
    deictic = re.search(
        r"\b(?:today|yesterday|tomorrow|tonight|ago|currently|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
        r"(?:this|last|next) (?:week|month|year|night|season|summer|spring|winter|autumn|fall|weekend|"
        r"morning|afternoon|evening|time))\b",
        text,
    )
    if _ELLIPSIS.search(text):
        return True
    if re.search(r"\b(?:I|we|our|my|us)\b", text):
        return True
    if candidate.kind == "who_said":
        return bool(deictic)
    if candidate.kind not in ("role", "age") and all(each.kind == "group" for each in candidate.used):
        return True
    anchor = re.search(r"[A-Z][\w.]+|\d", re.sub(r"^\W*\w+", "", candidate.prompt))
    return bool(deictic) or anchor is None


def _holds(text: str, part: str) -> bool:
    return re.search(r"(?<!\w)" + re.escape(part.lower()) + r"(?!\w)", text) is not None


GATES: Mapping[str, Callable[[Candidate], bool]] = {
    "lacks options": lacks_options,
    "uneven": is_uneven,
    "lacks proof": lacks_proof,
    "tasteless": is_tasteless,
    "broken": is_broken,
    "ill-sized": is_ill_sized,
    "given away": gives_itself_away,
    "two answers": has_two_answers,
    "no occasion": lacks_occasion,
    "loaded": is_loaded,
    "dangling": dangles,
}
"""Why a question is dropped, and the test of it. Deaths are asked about apart: they are opt-in."""


def find_fault(candidate: Candidate, *, sensitive: bool) -> str:
    """Name the first gate that a candidate does not pass, or give an empty text."""
    for name, gate in GATES.items():
        if gate(candidate):
            return name
    return "" if sensitive or not is_deadly(candidate) else "deadly"
