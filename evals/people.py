"""The customers of the scenarios: what they answer when an agent asks, in each language."""

from evals.scenario import Language, Person

PEOPLE: dict[Language, Person] = {
    "en": Person(
        first_name="Maya",
        last_name="Khoury",
        phone="03 123 456",
        city="Beirut",
        address="Hamra Street, Najjar Building, 4th floor",
        quantity="1",
        variant="the first one",
        confirm="yes",
        more="no, that's all",
        offer="yes please",
    ),
    "ar": Person(
        first_name="رنا",
        last_name="حداد",
        phone="٠٣ ١٢٣ ٤٥٦",
        city="بيروت",
        address="شارع الحمرا، بناية النجار، الطابق الرابع",
        quantity="1",
        variant="الأول",
        confirm="نعم",
        more="لا، هذا كل شيء",
        offer="نعم من فضلك",
    ),
    "fr": Person(
        first_name="Chloé",
        last_name="Haddad",
        phone="03 123 456",
        city="Jounieh",
        address="Rue Maameltein, immeuble Saliba, 2e étage",
        quantity="1",
        variant="le premier",
        confirm="oui",
        more="non, c'est tout",
        offer="oui s'il vous plaît",
    ),
    "arabizi": Person(
        first_name="Karim",
        last_name="Nassar",
        phone="71 234 567",
        city="Saida",
        address="share3 el ba7er, binayet Zein, tabe2 talet",
        quantity="1",
        variant="l awal",
        confirm="eh",
        more="la2 bas hek",
        offer="eh please",
    ),
}

SAME_PLACE = (frozenset({"beirut", "بيروت"}), frozenset({"saida", "sidon", "صيدا"}))
"""Names of one town: whichever is stored, it is the one that the customer named."""


def person(language: Language, own: Person) -> Person:
    """The customer of that language with what the scenario says otherwise."""
    return PEOPLE[language].model_copy(update=own.model_dump(exclude_none=True))
