"""Countries by region, each with its demonyms, its capital and its other names."""

from typing import NamedTuple


class Country(NamedTuple):
    """A country; `demonyms` and `others` are further words that stand for it."""

    name: str
    demonyms: tuple[str, ...]
    capital: str
    others: tuple[str, ...]
    region: str


_ROWS = {
    "Western Europe": """
Austria|Austrian|Vienna
Belgium|Belgian|Brussels
France|French|Paris
Germany|German|Berlin
Ireland|Irish|Dublin|Republic of Ireland
Italy|Italian|Rome
Luxembourg|Luxembourger|Luxembourg City
Malta|Maltese|Valletta
Monaco|Monegasque|Monaco-Ville
Netherlands|Dutch|Amsterdam|the Netherlands,Holland
Portugal|Portuguese|Lisbon
Spain|Spanish,Spaniard|Madrid
Switzerland|Swiss|Bern
United Kingdom|British,Briton|London|UK,U.K.,Britain,Great Britain
England|English|
Scotland|Scottish|Edinburgh
Wales|Welsh|Cardiff
Northern Ireland|Northern Irish|Belfast""",
    "Northern Europe": """
Denmark|Danish,Dane|Copenhagen
Estonia|Estonian|Tallinn
Finland|Finnish,Finn|Helsinki
Iceland|Icelandic|Reykjavik
Latvia|Latvian|Riga
Lithuania|Lithuanian|Vilnius
Norway|Norwegian|Oslo
Sweden|Swedish,Swede|Stockholm""",
    "Eastern Europe": """
Albania|Albanian|Tirana
Belarus|Belarusian|Minsk
Bosnia and Herzegovina|Bosnian|Sarajevo|Bosnia
Bulgaria|Bulgarian|Sofia
Croatia|Croatian|Zagreb
Cyprus|Cypriot|Nicosia
Czech Republic|Czech|Prague|Czechia,the Czech Republic
Greece|Greek|Athens
Hungary|Hungarian|Budapest
Kosovo|Kosovar|Pristina
Moldova|Moldovan|Chisinau
Montenegro|Montenegrin|Podgorica
North Macedonia|Macedonian|Skopje
Poland|Polish|Warsaw
Romania|Romanian|Bucharest
Russia|Russian|Moscow|Russian Federation
Serbia|Serbian|Belgrade
Slovakia|Slovak|Bratislava
Slovenia|Slovenian|Ljubljana
Ukraine|Ukrainian|Kyiv|Kiev""",
    "Caucasus and Central Asia": """
Armenia|Armenian|Yerevan
Azerbaijan|Azerbaijani,Azeri|Baku
Georgia|Georgian|Tbilisi
Kazakhstan|Kazakh|Astana
Kyrgyzstan|Kyrgyz|Bishkek
Tajikistan|Tajik|Dushanbe
Turkmenistan|Turkmen|Ashgabat
Uzbekistan|Uzbek|Tashkent
Mongolia|Mongolian|Ulaanbaatar""",
    "Middle East": """
Bahrain|Bahraini|Manama
Iran|Iranian|Tehran
Iraq|Iraqi|Baghdad
Israel|Israeli|Jerusalem
Jordan|Jordanian|Amman
Kuwait|Kuwaiti|Kuwait City
Lebanon|Lebanese|Beirut
Oman|Omani|Muscat
Palestine|Palestinian|Ramallah
Qatar|Qatari|Doha
Saudi Arabia|Saudi,Saudi Arabian|Riyadh
Syria|Syrian|Damascus
Turkey|Turkish,Turk|Ankara|Turkiye
United Arab Emirates|Emirati|Abu Dhabi|UAE,the United Arab Emirates
Yemen|Yemeni|Sanaa""",
    "South Asia": """
Afghanistan|Afghan|Kabul
Bangladesh|Bangladeshi|Dhaka
Bhutan|Bhutanese|Thimphu
India|Indian|New Delhi
Maldives|Maldivian|Male|the Maldives
Nepal|Nepali,Nepalese|Kathmandu
Pakistan|Pakistani|Islamabad
Sri Lanka|Sri Lankan|Colombo""",
    "East Asia": """
China|Chinese|Beijing|People's Republic of China
Hong Kong|Hongkonger|
Japan|Japanese|Tokyo
North Korea|North Korean|Pyongyang
South Korea|South Korean|Seoul
Taiwan|Taiwanese|Taipei""",
    "Southeast Asia": """
Brunei|Bruneian|Bandar Seri Begawan
Cambodia|Cambodian|Phnom Penh
Indonesia|Indonesian|Jakarta
Laos|Laotian|Vientiane
Malaysia|Malaysian|Kuala Lumpur
Myanmar|Burmese|Naypyidaw|Burma
Philippines|Filipino,Philippine|Manila|the Philippines
Singapore|Singaporean|
Thailand|Thai|Bangkok
Timor-Leste|Timorese|Dili|East Timor
Vietnam|Vietnamese|Hanoi""",
    "North Africa": """
Algeria|Algerian|Algiers
Egypt|Egyptian|Cairo
Libya|Libyan|Tripoli
Morocco|Moroccan|Rabat
Sudan|Sudanese|Khartoum
Tunisia|Tunisian|Tunis""",
    "West Africa": """
Benin|Beninese|Porto-Novo
Burkina Faso|Burkinabe|Ouagadougou
Cape Verde|Cape Verdean|Praia
Gambia|Gambian|Banjul|the Gambia
Ghana|Ghanaian|Accra
Guinea|Guinean|Conakry
Ivory Coast|Ivorian|Yamoussoukro|Cote d'Ivoire
Liberia|Liberian|Monrovia
Mali|Malian|Bamako
Mauritania|Mauritanian|Nouakchott
Niger|Nigerien|Niamey
Nigeria|Nigerian|Abuja
Senegal|Senegalese|Dakar
Sierra Leone|Sierra Leonean|Freetown
Togo|Togolese|Lome""",
    "East and Central Africa": """
Burundi|Burundian|Gitega
Cameroon|Cameroonian|Yaounde
Chad|Chadian|N'Djamena
Congo|Congolese|Kinshasa|Democratic Republic of Congo,DRC,DR Congo
Eritrea|Eritrean|Asmara
Ethiopia|Ethiopian|Addis Ababa
Gabon|Gabonese|Libreville
Kenya|Kenyan|Nairobi
Rwanda|Rwandan|Kigali
Somalia|Somali|Mogadishu
South Sudan|South Sudanese|Juba
Tanzania|Tanzanian|Dodoma
Uganda|Ugandan|Kampala""",
    "Southern Africa": """
Angola|Angolan|Luanda
Botswana|Botswanan,Motswana|Gaborone
Lesotho|Basotho|Maseru
Madagascar|Malagasy|Antananarivo
Malawi|Malawian|Lilongwe
Mauritius|Mauritian|Port Louis
Mozambique|Mozambican|Maputo
Namibia|Namibian|Windhoek
South Africa|South African|Pretoria
Zambia|Zambian|Lusaka
Zimbabwe|Zimbabwean|Harare""",
    "North America": """
Canada|Canadian|Ottawa
Mexico|Mexican|Mexico City
United States|American|Washington|US,U.S.,USA,U.S.A.,United States of America,America,the States""",
    "Central America and the Caribbean": """
Bahamas|Bahamian|Nassau|the Bahamas
Barbados|Barbadian|Bridgetown
Belize|Belizean|Belmopan
Costa Rica|Costa Rican|San Jose
Cuba|Cuban|Havana
Dominican Republic|Dominican|Santo Domingo
El Salvador|Salvadoran|San Salvador
Grenada|Grenadian|St George's
Guatemala|Guatemalan|Guatemala City
Haiti|Haitian|Port-au-Prince
Honduras|Honduran|Tegucigalpa
Jamaica|Jamaican|Kingston
Nicaragua|Nicaraguan|Managua
Panama|Panamanian|Panama City
Puerto Rico|Puerto Rican|San Juan
Trinidad and Tobago|Trinidadian|Port of Spain|T&T""",
    "South America": """
Argentina|Argentine,Argentinian|Buenos Aires
Bolivia|Bolivian|La Paz
Brazil|Brazilian|Brasilia
Chile|Chilean|Santiago
Colombia|Colombian|Bogota
Ecuador|Ecuadorian|Quito
Guyana|Guyanese|Georgetown
Paraguay|Paraguayan|Asuncion
Peru|Peruvian|Lima
Suriname|Surinamese|Paramaribo
Uruguay|Uruguayan|Montevideo
Venezuela|Venezuelan|Caracas""",
    "Oceania": """
Australia|Australian|Canberra
Fiji|Fijian|Suva
New Zealand|New Zealander|Wellington
Papua New Guinea|Papua New Guinean|Port Moresby
Samoa|Samoan|Apia
Tonga|Tongan|Nuku'alofa""",
}


def _read() -> list[Country]:
    countries = []
    for region, rows in _ROWS.items():
        for row in rows.strip().splitlines():
            name, demonyms, capital, *others = row.split("|")
            more = tuple(others[0].split(",")) if others else ()
            countries.append(Country(name, tuple(demonyms.split(",")), capital, more, region))
    return countries


COUNTRIES = _read()
BY_NAME = {name: country for country in COUNTRIES for name in (country.name, *country.others)}
BY_DEMONYM = {
    form: country
    for country in COUNTRIES
    for demonym in country.demonyms
    for form in (demonym, demonym + "s")
}
CAPITALS = {country.capital: country for country in COUNTRIES if country.capital}
_WITH_ARTICLE = """Netherlands|United Kingdom|Czech Republic|United Arab Emirates|Maldives|Philippines|
Gambia|United States|Bahamas|Dominican Republic|UK|US|U.S.|U.K.|USA|UAE|Congo"""
WITH_ARTICLE = frozenset(_WITH_ARTICLE.replace("\n", "").split("|"))
"""Names that take "the" in a sentence."""
