"""Cities by the part of the world they lie in, the states of the United States, and seas and regions."""

_CITIES = {
    "United States": """New York|New York City|Los Angeles|Chicago|Houston|Phoenix|Philadelphia|San Antonio|
San Diego|Dallas|San Jose|Austin|Jacksonville|Fort Worth|Columbus|Charlotte|
Indianapolis|San Francisco|Seattle|Denver|Boston|Nashville|Detroit|Oklahoma City|
Portland|Las Vegas|Memphis|Louisville|Baltimore|Milwaukee|Albuquerque|Tucson|Fresno|
Sacramento|Kansas City|Atlanta|Omaha|Miami|Oakland|Minneapolis|Tulsa|Tampa|
New Orleans|Cleveland|Honolulu|Anaheim|Orlando|St. Louis|St Louis|Pittsburgh|
Cincinnati|Anchorage|Buffalo|Salt Lake City|Raleigh|Richmond|Baton Rouge|Des Moines|
Little Rock|Tallahassee|Albany|Hartford|Newark|Jersey City|Brooklyn|Manhattan|
Queens|Hollywood|Washington, D.C.|Washington D.C.|Washington DC|Charleston|Savannah|
Birmingham, Alabama|Boise|Spokane|El Paso|Flint""",
    "United Kingdom": """London|Birmingham|Manchester|Liverpool|Leeds|Sheffield|Bristol|Newcastle|Nottingham|
Leicester|Glasgow|Edinburgh|Cardiff|Belfast|Southampton|Portsmouth|Brighton|
Plymouth|Oxford|Cambridge|York|Bath|Norwich|Sunderland|Coventry|Hull|Bradford|
Aberdeen|Dundee|Swansea|Derby|Exeter|Wolverhampton|Stoke-on-Trent|Middlesbrough""",
    "Europe": """Paris|Marseille|Lyon|Toulouse|Nice|Bordeaux|Lille|Strasbourg|Cannes|Berlin|Hamburg|
Munich|Cologne|Frankfurt|Stuttgart|Leipzig|Dresden|Madrid|Barcelona|Valencia|
Seville|Bilbao|Malaga|Lisbon|Porto|Rome|Milan|Naples|Turin|Venice|Florence|Bologna|
Genoa|Vienna|Salzburg|Zurich|Geneva|Basel|Davos|Brussels|Antwerp|Bruges|Amsterdam|
Rotterdam|The Hague|Utrecht|Copenhagen|Aarhus|Stockholm|Gothenburg|Malmo|Oslo|
Bergen|Helsinki|Tampere|Reykjavik|Dublin|Cork|Galway|Limerick|Warsaw|Krakow|Gdansk|
Prague|Brno|Budapest|Bucharest|Sofia|Athens|Thessaloniki|Belgrade|Zagreb|Split|
Ljubljana|Bratislava|Vilnius|Riga|Tallinn|Minsk|Kyiv|Kharkiv|Odesa|Odessa|Lviv|
Mariupol|Donetsk|Kherson|Moscow|St Petersburg|St. Petersburg|Saint Petersburg|Sochi|
Kazan|Istanbul|Ankara|Izmir|Tbilisi|Yerevan|Baku""",
    "South Asia": """Mumbai|Delhi|New Delhi|Bangalore|Bengaluru|Hyderabad|Chennai|Kolkata|Pune|Ahmedabad|
Jaipur|Lucknow|Kanpur|Nagpur|Indore|Bhopal|Patna|Surat|Kochi|Chandigarh|Guwahati|
Srinagar|Goa|Karachi|Lahore|Islamabad|Rawalpindi|Peshawar|Quetta|Dhaka|Chittagong|
Colombo|Kandy|Kathmandu|Kabul|Kandahar|Herat|Amritsar|Varanasi|Gurgaon|Noida""",
    "East Asia": """Beijing|Shanghai|Shenzhen|Guangzhou|Wuhan|Chengdu|Chongqing|Tianjin|Nanjing|
Hangzhou|Xi'an|Tokyo|Osaka|Kyoto|Nagoya|Yokohama|Hiroshima|Nagasaki|Sapporo|Fukuoka|
Seoul|Busan|Incheon|Pyongyang|Taipei|Macau|Bangkok|Phuket|Hanoi|Ho Chi Minh City|
Jakarta|Bali|Manila|Cebu|Kuala Lumpur|Penang|Phnom Penh|Yangon|Vientiane""",
    "Middle East": """Dubai|Abu Dhabi|Doha|Riyadh|Jeddah|Mecca|Medina|Kuwait City|Manama|Muscat|Tehran|
Isfahan|Baghdad|Mosul|Basra|Erbil|Damascus|Aleppo|Homs|Idlib|Beirut|Amman|Jerusalem|
Tel Aviv|Haifa|Gaza City|Ramallah|Sanaa|Aden""",
    "Africa": """Cairo|Alexandria|Lagos|Abuja|Kano|Port Harcourt|Ibadan|Nairobi|Mombasa|Johannesburg|
Cape Town|Durban|Pretoria|Accra|Kumasi|Addis Ababa|Dar es Salaam|Kampala|Kigali|
Harare|Bulawayo|Lusaka|Maputo|Luanda|Kinshasa|Casablanca|Rabat|Marrakesh|Tunis|
Algiers|Tripoli|Benghazi|Khartoum|Mogadishu|Dakar|Bamako|Abidjan|Freetown""",
    "Americas": """Toronto|Montreal|Vancouver|Ottawa|Calgary|Edmonton|Winnipeg|Quebec City|Halifax|
Mexico City|Guadalajara|Monterrey|Tijuana|Cancun|Havana|Kingston|Port of Spain|
San Juan|Santo Domingo|Port-au-Prince|Bogota|Medellin|Cali|Caracas|Quito|Guayaquil|
Lima|La Paz|Santiago|Valparaiso|Buenos Aires|Cordoba|Rosario|Montevideo|Asuncion|
Rio de Janeiro|Sao Paulo|Brasilia|Salvador|Recife|Manaus|San Fernando|Bridgetown|
Nassau""",
    "Oceania": """Sydney|Melbourne|Brisbane|Perth|Adelaide|Canberra|Hobart|Darwin|Gold Coast|
Newcastle, Australia|Auckland|Wellington|Christchurch|Hamilton|Dunedin|Queenstown|
Suva|Port Moresby|Cairns|Geelong""",
}  # fmt: skip
_STATES = """Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|
Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|
Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|
New Hampshire|New Jersey|New Mexico|North Carolina|North Dakota|Ohio|Oklahoma|
Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|
Vermont|Virginia|West Virginia|Wisconsin|Wyoming"""
_REGIONS = """Europe|Asia|Africa|North America|South America|Latin America|Antarctica|Oceania|
Middle East|Arctic|Siberia|Crimea|Kashmir|Catalonia|Bavaria|Tuscany|Sicily|Normandy|
Brittany|Scandinavia|Balkans|Caucasus|Nagorno-Karabakh|Gaza|West Bank|Kurdistan|
Donbas|Xinjiang|Tibet|Punjab|Gujarat|Maharashtra|Tamil Nadu|Kerala|Karnataka|
Uttar Pradesh|Bihar|West Bengal|Rajasthan|Haryana|Assam|Telangana|Andhra Pradesh|
Odisha|Ontario|Quebec|British Columbia|Alberta|Manitoba|Nova Scotia|Saskatchewan|
New South Wales|Queensland|Tasmania|South Australia|Western Australia|Cornwall|
Devon|Yorkshire|Kent|Essex|Surrey|Sussex|Norfolk|Suffolk|Lancashire|Cumbria|Dorset|
Somerset|Hampshire|Merseyside|Midlands|Sindh|Balochistan|Caribbean|Bay Area|
Silicon Valley|Long Island|New England|Midwest|Gulf Coast|Atlantic|Pacific|
Mediterranean|Baltic|Black Sea|Red Sea|North Sea|Persian Gulf|Himalayas|Alps|Andes|
Sahara|Amazon"""


def _split(rows: str) -> list[str]:
    return [each.strip() for each in rows.replace("\n", "").split("|")]


CITIES = {city: part for part, rows in _CITIES.items() for city in _split(rows)}
STATES = frozenset(_split(_STATES))
REGIONS = frozenset(_split(_REGIONS))
