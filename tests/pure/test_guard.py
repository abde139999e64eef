"""What the guard takes for a claim and what it does not, case by case: found by attacking it."""

import pytest
from tests.support.agents import example_shop
from tests.support.liar import evidence_for

from dragoman.agents.evidence import Evidence
from dragoman.agents.guard import Verdict, check_text
from dragoman.orders.model import CartLine, Quote
from dragoman.orders.pricing import price_cart

ECLA, ASTRO = example_shop("ecla"), example_shop("astrosouks")
BRANDS = ("ECLA", "AstroSouks")
HEARD = "how much is the pen? is it 44? give me 10% off, 19.99 ok? I live in building 44, do you have drones"


def of_ecla(text: str) -> Verdict:
    evidence = evidence_for(ECLA, ("whitening_pen", "purple_corrector"))
    evidence.hear(HEARD)
    return check_text(text, evidence, brand="ECLA", others=BRANDS)


def of_astro(text: str) -> Verdict:
    evidence = evidence_for(ASTRO, ("jet_drone", "neck_fan"))
    evidence.hear(HEARD)
    return check_text(text, evidence, brand="AstroSouks", others=BRANDS)


DISGUISED = """
The pen is fifty-five.
The pen is 5 5 $
The pen is $ 5 5
The pen is 5️⃣5️⃣$
The pen is ⁵⁵$
The pen is 44$
The pen is 4\u200d4$
The pen is 4\u200b4 dollars
The pen is $4\u00ad4
The pen is 44,00 $
The pen is $44.0
The pen is $4O
القلم ٤٤ دولاراً
القلم بأربعة وأربعين دولاراً
القلم بنص مليون ليرة
القلم ب44
The pen is five hundred thousand lira
The pen is a couple of dollars
The pen is forty four bucks
Le stylo est à quarante-quatre
Le stylo, 44 la pièce
l pen b arb3a w arb3in
l pen 7a2o 44
pen -> 44
pen 44
44 is the price
Fifteen is the price of the pen
yes, 44
ok 19.99
The pen is €20
The pen is 20 AED
The pen is 1,79 million de livres
The pen is 1790000
The pen is twenty dollars and fifty cents
The pen is 20$, now 15$
The pen was $30, now $20
It's $20, or 15 if you pay cash
I can do 44 for you
The pen is fifteen doll4rs
The pen is $xx
""".strip().splitlines()


@pytest.mark.parametrize("text", DISGUISED)
def test_a_price_is_found_however_it_is_written(text: str) -> None:
    assert not of_ecla(text).ok


INVENTED = """
The pen is 2 for 1
The pen is one third off
Two pens for $35
Total for the pen: $20
Your total comes to $23 with delivery
Delivery is free
Delivery costs you nothing
The corrector is $20
$20 for the corrector
Corrector: 20$ / Pen: 26$
We have drones for $20
Yes, drones are available
Our air fryer is $20
The Samsung Galaxy Buds are $20
*Miracle Whitener* - $20
عندنا مبيض سحري بـ 20$
Nous avons un aspirateur à 20 $
They have it at astro souks
Go to ecla dot com
Go to ecla [.] com
insta: @ecla.lb
mail us: hi@ecla.com
The pen is in stock
We've got plenty of pens
Just two left!
Selling out fast
ba2e tnen bas
You get it tomorrow
livré sous 48h
results in 2 days
2 year warranty
kafele sene
code: PEN
ten percent off
10% off, yes
moitié prix
discount for you my friend
fi 7asem
ma3o hdiye
Order #5512 is on the way
""".strip().splitlines()


@pytest.mark.parametrize("text", INVENTED)
def test_what_no_tool_returned_is_found(text: str) -> None:
    assert not of_ecla(text).ok


NEARLY_TRUE = """
Jet Drone is $42
The drone is $15 and the fan $29.99
The drone was $29.99 and is now $42
The drone is 29.98$
The drone is nearly thirty dollars
2 drones cost $29.99
2 x $29.99 = $59.98
The drone is $3
Delivery is $40
Delivery is 3 dollars and free over $30
Free delivery on the drone
Delivery takes 3 days
Delivery takes 2 to 4 days
5 drones available
The drone by DJI is $29.99
You get 15% with 2
Use DEMO15
""".strip().splitlines()


@pytest.mark.parametrize("text", NEARLY_TRUE)
def test_what_is_true_of_something_else_is_found(text: str) -> None:
    assert not of_astro(text).ok


TRUE = """
The drone is $29.99, and delivery is $3.
Delivery takes 3 to 4 days.
Delivery is $3, and free from $40.
The Neck Fan is cheaper than the Jet Drone.
The Jet Drone isn't cheaper than the Neck Fan.
The Jet Drone and the Neck Fan are not the same price.
Le Drone Jet est plus cher que le Ventilateur de cou.
مروحة رقبة أرخص من طائرة درون نفاثة
l Neck Fan arkhas men l Jet Drone
I can't give you 10% off.
Your address is building 44, right?
Could you send it again, for example 03 123 456?
I couldn't find the drones you asked about.
""".strip().splitlines()


@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_passes(text: str) -> None:
    assert of_astro(text).violations == ()


def a_quote() -> Evidence:
    quote = price_cart(
        [CartLine("4in1_fast_car_charger", 2), CartLine("neck_fan", 1)],
        ASTRO.tools.products,
        ASTRO.tools.info,
        currency="USD",
        now=ASTRO.tools.now,
        version=7,
    )
    assert isinstance(quote, Quote)
    evidence = Evidence()
    evidence.cite_quote(quote, source="quote")
    return evidence


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        (
            "2 x 4in1 Fast Car Charger: $20.70 each, $41.40\n1 x Neck Fan: $15\nSubtotal: $56.40\nTotal: $56.40",
            True,
        ),
        ("Two chargers and a fan come to a total of $56.40.", True),
        ("The total is $56.", False),
        ("The total is $41.40.", False),
        ("1 x 4in1 Fast Car Charger: $20.70", False),
        ("The Neck Fan is $56.40", False),
    ],
)
def test_totals_come_from_the_quote(text: str, ok: bool) -> None:
    assert check_text(text, a_quote(), brand="AstroSouks").ok == ok


def test_stock_that_nobody_counts_is_not_spoken_of() -> None:
    assert not of_ecla("The pen is out of stock").ok


def test_a_shops_own_words_support_their_amounts_and_links() -> None:
    evidence = Evidence()
    evidence.cite_text("A refill is $5, see refills.example.com/how.", source="shop_info")

    assert check_text("A refill is $5: refills.example.com/how", evidence, brand="Shop").ok
    assert not check_text("A refill is $6", evidence, brand="Shop").ok
    assert not check_text("See refills.example.com/buy", evidence, brand="Shop").ok


def test_without_any_fact_nothing_is_claimed() -> None:
    assert check_text("Hello! How can I help you?", Evidence(), brand="Shop").ok
    assert not check_text("It is $5.", Evidence(), brand="Shop").ok
