"""Organisations by what they are, each with its short names; and words that end or make such names."""

_ROWS = {
    "international body": """United Nations|UN,U.N.
European Union|EU,E.U.
European Commission|
European Council|
European Parliament|
European Central Bank|ECB
World Health Organization|WHO,World Health Organisation
International Monetary Fund|IMF
World Bank|
World Trade Organization|WTO
NATO|North Atlantic Treaty Organization,Nato
African Union|AU
Opec|OPEC
Unicef|UNICEF
Unesco|UNESCO
Interpol|INTERPOL
Commonwealth|
Red Cross|
International Olympic Committee|IOC
Fifa|FIFA
Uefa|UEFA
International Criminal Court|ICC
Caricom|CARICOM""",
    "public body": """Federal Reserve|Fed
Bank of England|
Federal Bureau of Investigation|FBI
Central Intelligence Agency|CIA
National Security Council|NSC
National Security Agency|NSA
Environmental Protection Agency|EPA
Food and Drug Administration|FDA
Centers for Disease Control and Prevention|CDC
Federal Communications Commission|FCC
Securities and Exchange Commission|SEC
Department of Justice|DOJ,Justice Department
State Department|
Pentagon|
White House|
Kremlin|
Supreme Court|
House of Commons|Commons
House of Lords|
House of Representatives|
Senate|
Congress|
Metropolitan Police|Met
Scotland Yard|
National Health Service|NHS
Public Health England|
Federal Aviation Administration|FAA
National Weather Service|NWS
Met Office|
NASA|Nasa
European Space Agency|ESA
Internal Revenue Service|IRS
Homeland Security|""",
    "company": """Apple|
Google|
Alphabet|
Microsoft|
Amazon|
Facebook|
Meta|
Twitter|
Netflix|
Disney|Walt Disney
Tesla|
SpaceX|
Boeing|
Airbus|
Ford|
General Motors|GM
Toyota|
Honda|
Nissan|
Volkswagen|VW
BMW|
Samsung|
Sony|
Huawei|
Alibaba|
Tencent|
Baidu|
Xiaomi|
Intel|
Nvidia|
IBM|
Oracle|
Uber|
Lyft|
Airbnb|
PayPal|
Walmart|
Target|
Tesco|
Sainsbury's|
Asda|
Morrisons|
Marks & Spencer|M&S
Ikea|
Starbucks|
McDonald's|
Coca-Cola|
Pepsi|PepsiCo
Nestle|
Unilever|
Pfizer|
Moderna|
AstraZeneca|
Johnson & Johnson|
Shell|
BP|
ExxonMobil|Exxon
Chevron|
Total|
Gazprom|
Goldman Sachs|
JPMorgan|JPMorgan Chase
Morgan Stanley|
Citigroup|
Barclays|
HSBC|
Lloyds|
Deutsche Bank|
Vodafone|
Verizon|
AT&T|
Comcast|
Ryanair|
EasyJet|easyJet
British Airways|BA
Lufthansa|
Delta|
Reliance|
Tata|
Infosys|
Spotify|
YouTube|
Instagram|
WhatsApp|
TikTok|
Snapchat|
Reddit|
LinkedIn|""",
    "news organisation": """Reuters|
Associated Press|AP
Agence France-Presse|AFP
BBC|
CNN|
Sky News|
Fox News|
NBC|
CBS|
ABC|
Bloomberg|
New York Times|The New York Times
Washington Post|The Washington Post
Wall Street Journal|The Wall Street Journal
Guardian|The Guardian
Financial Times|FT
Daily Mail|
Tass|TASS
Al Jazeera|
Politico|""",
    "team": """Manchester United|Man United,Man Utd
Manchester City|Man City
Liverpool FC|
Chelsea|
Arsenal|
Tottenham Hotspur|Tottenham,Spurs
Everton|
Leicester City|
West Ham United|West Ham
Newcastle United|
Aston Villa|
Leeds United|
Crystal Palace|
Southampton FC|
Wolverhampton Wanderers|Wolves
Celtic|
Rangers|
Real Madrid|
Barcelona|FC Barcelona
Atletico Madrid|
Bayern Munich|
Borussia Dortmund|
Paris Saint-Germain|PSG
Juventus|
Inter Milan|
AC Milan|
Ajax|
Benfica|
FC Porto|""",
    "other team": """New York Yankees|Yankees
Boston Red Sox|Red Sox
Los Angeles Dodgers|Dodgers
Chicago Cubs|Cubs
New York Mets|Mets
Los Angeles Lakers|Lakers
Boston Celtics|
Golden State Warriors|Warriors
Chicago Bulls|Bulls
Miami Heat|
New England Patriots|Patriots
Dallas Cowboys|Cowboys
Green Bay Packers|Packers
Pittsburgh Steelers|Steelers
Philadelphia Eagles|Eagles
Kansas City Chiefs|Chiefs
San Francisco 49ers|49ers
Toronto Maple Leafs|Maple Leafs
Montreal Canadiens|
Mumbai Indians|
Chennai Super Kings|""",
    "party": """Labour Party|Labour
Conservative Party|Conservatives,Tories,Tory Party
Liberal Democrats|Lib Dems
Scottish National Party|SNP
Green Party|Greens
Sinn Fein|
Democratic Unionist Party|DUP
Republican Party|Republicans,GOP
Democratic Party|Democrats
Bharatiya Janata Party|BJP
Indian National Congress|""",
    "armed group": """Hamas|
Hezbollah|
Taliban|
Islamic State|Isis,ISIS,Isil
Al-Qaeda|al-Qaeda,al-Qaida""",
}
ORGANISATIONS = {
    name: kind
    for kind, rows in _ROWS.items()
    for row in rows.splitlines()
    for name in [row.split("|")[0], *filter(None, row.split("|")[1].split(","))]
}
SHORT_NAMES = {
    short: row.split("|")[0]
    for rows in _ROWS.values()
    for row in rows.splitlines()
    for short in filter(None, row.split("|")[1].split(","))
}
_TEAMS = """
Albion Athletic Bears Bulls Eagles FC Falcons Giants Hawks Hotspur Kings Knights Lions
Mariners Panthers Raiders Rangers Rovers Royals Sharks Tigers Titans United Wanderers
Warriors Wolves
"""
ENDINGS = {
    "Inc": "company", "Ltd": "company", "Limited": "company", "Corp": "company", "Corporation": "company",
    "Company": "company", "Co": "company", "Group": "company", "Holdings": "company", "PLC": "company",
    "LLC": "company", "Airlines": "company", "Airways": "company", "Motors": "company", "Bank": "company",
    "Industries": "company", "Technologies": "company", "Records": "company", "Pictures": "company",
    "Entertainment": "company", "Energy": "company", "Partners": "company", "Pharmaceuticals": "company",
    "University": "university", "College": "university", "Institute": "institute", "School": "school",
    "Academy": "school", "Hospital": "hospital", "Infirmary": "hospital", "Clinic": "hospital",
    "Foundation": "organisation", "Association": "organisation", "Society": "organisation",
    "Union": "organisation", "Federation": "organisation", "League": "organisation", "Trust": "organisation",
    "Committee": "organisation", "Commission": "public body", "Council": "public body",
    "Agency": "public body", "Authority": "public body", "Ministry": "public body",
    "Department": "public body", "Bureau": "public body", "Office": "public body", "Court": "public body",
    "Parliament": "public body", "Police": "public body", "Board": "public body", "Centre": "organisation",
    "Center": "organisation", "Party": "party",  "Museum": "museum",
    "Gallery": "museum", "Festival": "event", "Championship": "event", "Cup": "event", "Games": "event",
    "Awards": "event", "Prize": "event", "Olympics": "event", "Act": "law", "Bill": "law",
    "Times": "news organisation", "Journal": "news organisation", "Herald": "news organisation",
    "Tribune": "news organisation", "Post": "news organisation", "News": "news organisation",
    "Street": "street", "Road": "street", "Avenue": "street", "Stadium": "venue", "Arena": "venue",
    "Hall": "venue", "Theatre": "venue", "Theater": "venue", "Auditorium": "venue", "Park": "venue",
    "Amphitheatre": "venue", "Bridge": "venue", "Airport": "venue", "Church": "venue", "Cathedral": "venue",
    "Telescope": "device", "Observatory": "institute",
    "River": "nature", "Lake": "nature", "Island": "nature", "Islands": "nature", "Mountain": "nature",
    "Valley": "nature", "Bay": "nature", "Ocean": "nature", "Sea": "nature", "County": "district",
    "District": "district", "Province": "district", "State": "district", "Township": "district",
}  # fmt: skip
ENDINGS |= dict.fromkeys(_TEAMS.split(), "team")
"""What a name is by its last word, or by its first where "of" follows."""
