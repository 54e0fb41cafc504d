"""Made-up readings in any number, the same for the same seed: words fall off in frequency as they do in news."""

import random
from bisect import bisect
from itertools import accumulate

from konon.records import Article, Attribution, Claim, Factuality, Reading, Relay, Speaker, hash_id

SYLLABLES = [consonant + vowel for consonant in "bcdgjklmnprstwy" for vowel in "aeiou"]
ENDS = ["", "n", "r", "s", "t", "k", "ng", "m", "l", "h"]
AFFIXES = ["{}"] * 6 + ["di{}", "ter{}", "ber{}", "{}an", "ke{}an", "di{}kan", "{}nya", "se{}"]
WORDS, PEOPLE, OUTLETS = 60_000, 20_000, 300
CLAIMS = 10  # an article
CHOICES = {
    "certainty": (["certain", "unknown", "possible", "probable"], [70, 15, 10, 5]),
    "polarity": (["positive", "negative"], [90, 10]),
    "act": (["statement", "belief", "intention", "decree"], [85, 8, 5, 2]),
    "quotation": (["indirect", "direct", "mixed"], [55, 38, 7]),
}


class Corpus:
    """Vocabulary and people of one seed."""

    def __init__(self, seed=7):
        self.random = random.Random(seed)
        roots = dict.fromkeys(self._root() for _ in range(WORDS))
        self.words = [self.random.choice(AFFIXES).format(root) for root in roots]
        # Zipf and Mandelbrot; the commonest content word is in a tenth of the claims.
        self.word_sums = list(accumulate(1 / (rank + 15) for rank in range(len(self.words))))
        names = [f"{self._root().title()} {self._root().title()}" for _ in range(PEOPLE)]
        roles, countries = ["juru bicara", "presiden", "peneliti", None], ["ID", "ID", "US", "KP", None, None, None]
        self.people = [(name, self.random.choice(roles), self.random.choice(countries)) for name in names]
        self.people_sums = list(accumulate(1 / (rank + 5) for rank in range(PEOPLE)))
        self.outlets = [f"Kabar {self._root().title()}" for _ in range(OUTLETS)]
        self.outlet_sums = list(accumulate(1 / (rank + 3) for rank in range(OUTLETS)))

    def _root(self):
        count = self.random.choice((2, 2, 3))
        return "".join(self.random.choice(SYLLABLES) for _ in range(count)) + self.random.choice(ENDS)

    def pick(self, items, sums):
        return items[bisect(sums, self.random.random() * sums[-1])]

    def sentence(self, length):
        return " ".join(self.pick(self.words, self.word_sums) for _ in range(length))

    def readings(self, articles, start=0):
        for number in range(start, start + articles):
            yield self.reading(number)

    def reading(self, number):
        text, claims, id_ = "", [], f"bench-{number}"
        outlet = self.pick(self.outlets, self.outlet_sums)
        for _ in range(CLAIMS):
            name, role, country = self.pick(self.people, self.people_sums)
            content = self.sentence(self.random.randint(8, 22))
            text += f"{name} mengatakan "
            spans = ((len(text), len(text) + len(content)),)
            source, cue = ((len(text) - len(name) - 12, len(text) - 12),), ((len(text) - 11, len(text) - 1),)
            text += f"{content}. {self.sentence(self.random.randint(6, 18))}.\n\n"
            one = {key: self.random.choices(*choices)[0] for key, choices in CHOICES.items()}
            quotation = one.pop("quotation")
            relays = ()
            if self.random.random() < 0.15:
                relays = (Relay(name=self.pick(self.outlets, self.outlet_sums), spans=((0, 4),), reason="named"),)
            claims.append(
                Claim(
                    attribution=Attribution(
                        id=hash_id(id_, spans),
                        source=source,
                        cue=cue,
                        content=spans,
                        quotation=quotation,
                        confidence=0.9,
                    ),
                    speaker=Speaker(
                        name=name,
                        reason="named beside the cue",
                        kind="person",
                        role=role,
                        country=country,
                        confidence=0.9,
                    ),
                    factuality=Factuality(**one),
                    relays=relays,
                )
            )
        day = self.random.randint(0, 3650)
        article = Article(
            id=id_,
            text=text,
            body=((0, len(text)),),
            outlet=outlet,
            title=self.sentence(7),
            published=f"{2014 + day // 365}-{day % 365 // 31 + 1:02}-{day % 28 + 1:02}",
            lang="id" if number % 4 else "en",
        )
        return Reading(article=article, claims=tuple(claims), reader="bench")
