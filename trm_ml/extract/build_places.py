"""The table of places: Chinese cities with pinyin names, and the larger cities of the world."""

from pypinyin import Style, lazy_pinyin

from trm_ml.extract.lexicon_sources import cells, own

CHINA = "中国"


def place_table() -> dict[str, object]:
    """Return places as ``[names, city, province, country]`` rows, and regions."""
    rows: list[list[object]] = []
    rows.append([[CHINA, "China", "PRC", "Mainland China", "中国大陆", "国内"], "", "", CHINA])
    for province in own("china.csv"):
        name = province["province"]
        names = [name, *cells(province["names"]), province["en"]]
        cities = [_city(cell) for cell in province["cities"].split("/")]
        if all(city[0] != name for city in cities):
            rows.append([names, "", name, CHINA])
        for city in cities:
            more = [name for name in names if name not in city] if city[0] == name else []
            rows.append([[*city, *more], city[0], name, CHINA])
    for country in own("world.csv"):
        name = country["country"]
        if name != "Singapore":
            rows.append([[name, *cells(country["names"])], "", "", name])
        for cell in country["cities"].split("/"):
            town, _, others = cell.partition("=")
            rows.append([[town, *cells(others)], town, "", name])
    regions = [
        [row["region"], cells(row["names"]), cells(row["provinces"]), cells(row["cities"])]
        for row in own("regions.csv")
    ]
    return {"places": rows, "regions": regions}


def _city(cell: str) -> list[str]:
    name, _, given = cell.partition("=")
    pinyin: str = "".join(lazy_pinyin(name, style=Style.NORMAL)).capitalize()
    spelled = cells(given) or [pinyin]
    long = [name + "市"] if not name.endswith(("市", "州盟")) else []
    return [name, *spelled, *long]
