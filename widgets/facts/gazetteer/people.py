"""Given names by where they are common, titles, and the words for what people are."""

_MEN = {
    "english": """Aaron Adam Adrian Alan Albert Alex Alexander Alfred Allan Allen Andrew Andy Anthony
Arthur Barry Ben Benjamin Bernard Bernie Bill Billy Bob Bobby Boris Brad Bradley Brandon
Brendan Brent Brett Brian Bruce Bryan Calvin Cameron Carl Chad Charles Charlie Chris
Christian Christopher Chuck Clarence Clark Clifford Clive Clint Colin Connor Corey Craig
Curtis Dale Damian Dan Daniel Danny Darren Dave David Dean Dennis Derek Desmond Dominic
Don Donald Doug Douglas Duncan Dustin Dwayne Dylan Ed Eddie Edgar Edward Elliott Elon
Eric Ernest Ethan Eugene Evan Francis Frank Fred Frederick Gareth Garry Gary Gavin Gene
Geoff Geoffrey George Gerald Gerard Gilbert Glen Glenn Gordon Graham Grant Greg Gregory
Guy Hank Harold Harry Harvey Henry Herbert Howard Hugh Hunter Ian Isaac Jack Jackson
Jacob Jake James Jamie Jared Jason Jay Jeff Jeffrey Jeremy Jerome Jerry Jesse Jim Jimmy
Joe Joel John Johnny Jon Jonathan Jordan Joseph Josh Joshua Julian Justin Karl Keir
Keith Kelvin Ken Kenneth Kevin Kieran Kirk Kurt Kyle Lance Larry Lawrence Lee Leo Leon
Leonard Leslie Lewis Liam Lloyd Logan Louis Lucas Luke Malcolm Marcus Mark Marshall
Martin Marvin Mason Matt Matthew Maurice Max Michael Mick Mike Mitch Mitchell Morgan
Nathan Nathaniel Neil Nicholas Nick Nigel Noah Noel Norman Oliver Oscar Owen Patrick
Paul Perry Pete Peter Phil Philip Phillip Ralph Randall Randy Ray Raymond Rex Rhys
Richard Rick Ricky Rob Robert Robin Rod Roderick Rodney Roger Roland Ron Ronald Rory
Ross Roy Rudy Rupert Russell Ryan Sam Samuel Scott Sean Sebastian Seth Shane Shaun
Sidney Simon Spencer Stanley Stephen Steve Steven Stewart Stuart Ted Terence Terry
Theodore Thomas Tim Timothy Toby Todd Tom Tommy Tony Travis Trevor Tyler Vernon Victor
Vincent Wade Wallace Walter Warren Wayne Wesley Will William Zach Zachary""",
    "hispanic": """Alejandro Alfonso Alvaro Andres Antonio Arturo Carlos Cesar Cristiano Diego Eduardo
Emilio Enrique Ernesto Esteban Felipe Fernando Francisco Gabriel Guillermo Gustavo
Hector Hugo Ignacio Javier Jesus Joaquin Jorge Jose Juan Julio Lionel Luis Manuel
Marcelo Marco Mario Mateo Mauricio Miguel Nicolas Pablo Pedro Rafael Ramon Raul Ricardo
Roberto Rodrigo Ruben Salvador Santiago Sergio Vicente Xavi""",
    "southasian": """Ajay Akash Amit Amitabh Anand Anil Anurag Arjun Arun Arvind Ashok Bharat Deepak Dinesh
Farhan Ganesh Gaurav Gopal Harish Imran Jagdish Karan Kapil Krishna Kumar Lalit Mahesh
Manish Manoj Mohan Mukesh Narendra Naveen Nitin Pankaj Prakash Pramod Praveen Rahul Raj
Rajesh Rajiv Rakesh Ram Ramesh Ranveer Ravi Rishi Rohit Sachin Sajid Salman Sandeep
Sanjay Sanjeev Satish Shah Sharad Shashi Siddharth Sunil Suresh Uday Vijay Vikram Vinod
Virat Vivek Yogi""",
    "arabic": """Abbas Abdul Abdullah Adel Ahmad Ahmed Ali Amir Bashar Bilal Faisal Farid Fouad Habib
Hamza Hasan Hassan Hussein Ibrahim Ismail Jamal Kareem Karim Khaled Khalid Mahmoud Malik
Mohamed Mohammad Mohammed Muhammad Mustafa Nabil Nasser Omar Osama Rashid Saad Sadiq
Saeed Saleh Sami Tariq Usman Yasser Yousef Youssef Yusuf Zaid Humza""",
    "european": """Alain Alexandre Anders Andreas Angelo Antoine Bernd Bjorn Carlo Claude Claudio Didier
Dieter Dirk Emmanuel Enzo Erik Etienne Fabio Federico Florian Francesco Francois Franz
Friedrich Gerhard Giovanni Giuseppe Guido Gunther Gustav Hans Heinz Helmut Henrik Henri
Horst Jacques Jan Jean Jens Joachim Johan Johannes Jose Jurgen Jens Kai Klaus Lars
Laurent Lorenzo Luca Luigi Magnus Manfred Marc Marcel Massimo Mathias Matteo Matthias
Michel Mikael Nicolas Niels Olaf Olivier Ole Pascal Paolo Philippe Pierre Rainer Remy
Rolf Romano Silvio Stefan Stefano Sven Thierry Toivo Tomas Ulrich Uwe Valentino Werner
Wolfgang Yannick Yves Roberto""",
    "slavic": """Aleksandr Aleksei Alexei Anatoly Andrei Andrej Andriy Arkady Bogdan Boyan Dmitri Dmitry
Dmytro Donald Evgeny Gennady Grigory Igor Ilya Ivan Jaroslaw Josef Konstantin Leonid
Maksim Marek Mateusz Mikhail Milan Milos Miroslav Nikita Nikola Nikolai Nikol Novak Oleg
Oleksandr Oleksiy Pavel Petr Petro Piotr Roman Ruslan Sergei Sergey Slobodan Stanislav
Tomasz Vadim Valery Vasily Viktor Vitali Vitaly Vladimir Volodymyr Vyacheslav Yevgeny
Yuri Zoran""",
    "eastasian": """Chen Chang Feng Guo Hiroshi Hideo Huang Jian Jiang Jin Jong Jun Kenji Kim Li Liang Liu
Ming Naoto Shinzo Takashi Takeshi Tao Wei Xi Xiao Yang Yoshihide Yoshiro Yu Zhang Zhao
Zhou""",
    "african": """Abiodun Adebayo Ayo Babajide Chidi Chinedu Cyril Emeka Femi Goodluck Ifeanyi Jomo Kofi
Kwame Kwesi Lamine Mamadou Moussa Muhammadu Ngozi Nnamdi Obinna Olu Olusegun Oluwaseun
Sadio Sekou Tendai Thabo Uchenna Uhuru Yaw Yemi""",
}
_WOMEN = {
    "english": """Abigail Adele Agnes Alexandra Alexis Alice Alicia Alison Allison Alyssa Amanda Amber Amy
Andrea Angela Angie Anita Ann Anna Anne Annie April Ashley Audrey Barbara Becky
Bernadette Beth Bethany Betty Beverly Bonnie Brenda Bridget Brittany Brooke Caitlin
Carla Carly Carmen Carol Caroline Carolyn Carrie Catherine Cathy Charlotte Chelsea
Cheryl Chloe Christina Christine Claire Clara Colleen Connie Courtney Crystal Cynthia
Daisy Dana Danielle Dawn Deborah Debbie Debra Denise Diana Diane Donna Doris Dorothy
Edith Eileen Elaine Eleanor Elizabeth Ella Ellen Ellie Emily Emma Erica Erin Esther
Ethel Eva Evelyn Fiona Florence Frances Gail Gemma Georgia Geraldine Gillian Gina Gladys
Glenda Gloria Grace Hannah Harriet Hayley Hazel Heather Heidi Helen Hilary Hillary Holly
Hope Ida Irene Iris Isabel Isabella Jackie Jacqueline Jane Janet Janice Jasmine Jean
Jeanette Jemma Jennifer Jenny Jessica Jill Jo Joan Joanna Joanne Jocelyn Jodie Josephine
Joy Joyce Judith Judy Julia Julie June Kamala Karen Kate Katherine Kathleen Kathryn
Kathy Katie Katrina Kay Kayla Kelly Kelsey Kerry Kimberly Kirsten Kirsty Kristen Kristin
Kristina Laura Lauren Leah Leanne Lena Lesley Lillian Lily Linda Lindsay Lindsey Lisa
Liz Lois Loretta Lorraine Louise Lucy Lydia Lynn Lynne Mabel Madeleine Madison Maggie
Marcia Margaret Maria Marian Marie Marilyn Marion Marjorie Martha Mary Maureen Maxine
Megan Meghan Melanie Melinda Melissa Mercedes Michelle Mildred Miranda Molly Monica
Nancy Naomi Natalie Natasha Nicola Nicole Nina Nora Norma Olivia Paige Pamela Patricia
Patsy Paula Pauline Peggy Penelope Penny Phoebe Phyllis Priti Rachel Rebecca Renee
Rhonda Rita Roberta Rosa Rose Rosemary Ruby Ruth Sabrina Sally Samantha Sandra Sara
Sarah Shannon Sharon Sheila Shelley Sheryl Shirley Sonia Sophia Sophie Stacey Stacy
Stella Stephanie Sue Susan Susie Suzanne Sylvia Tamara Tammy Tania Tara Taylor Teresa
Tess Theresa Tiffany Tina Tracey Tracy Valerie Vanessa Vera Veronica Victoria Violet
Virginia Vivian Wanda Wendy Whitney Yvonne Zoe""",
    "hispanic": """Adriana Alejandra Ana Beatriz Camila Carolina Catalina Claudia Consuelo Daniela Dolores
Elena Esperanza Gabriela Guadalupe Ines Juana Juanita Lucia Luisa Luz Marcela Margarita
Mariana Marisol Marta Mercedes Paloma Paola Pilar Rocio Rosario Sofia Soledad Valentina
Ximena Yolanda""",
    "southasian": """Aishwarya Alia Amrita Anjali Anushka Aparna Arundhati Asha Deepika Divya Gita Indira
Jaya Kareena Katrina Kavita Kiran Lakshmi Lata Mamata Mayawati Meena Meera Mehbooba Neha
Nirmala Nisha Pooja Pratibha Priya Priyanka Radha Rani Rekha Ritu Sania Shilpa Shreya
Sita Smriti Sonia Sunita Sushma Swati Usha Vidya""",
    "arabic": """Aisha Amina Asma Ayesha Fatima Hala Hanan Huda Khadija Laila Layla Leila Malala Mariam
Maryam Nadia Noor Nour Rania Salma Samira Sana Yasmin Zahra Zainab Zeinab""",
    "european": """Agnieszka Angela Angelique Annika Astrid Benedetta Birgit Brigitte Cecile Chiara
Claudine Corinne Delphine Dominique Elisabetta Elodie Elke Emmanuelle Federica Francesca
Francoise Freja Gabriella Genevieve Giorgia Giulia Greta Gretchen Hanne Heike Helena
Helga Ingrid Isabelle Jacinda Karin Katarina Katja Liesbeth Lotte Manuela Marine Marlene
Martina Mette Monika Nadine Nathalie Odile Petra Sabine Sandrine Sanna Sigrid Silke
Silvia Simone Solveig Sylvie Ursula Valeria Veronique Viviane""",
    "slavic": """Alina Anastasia Darya Ekaterina Galina Irina Iryna Julia Karolina Katarzyna Ksenia
Larisa Ludmila Lyudmila Magdalena Malgorzata Marina Natalia Nataliya Oksana Olena Olga
Olha Svetlana Tatiana Tatyana Ulyana Valentina Yelena Yulia Zuzana""",
    "eastasian": """Akiko Chun Eun Haruko Hua Hui Keiko Lan Lei Mei Michiko Naomi Ping Sachiko Soo Xia Xiu
Yan Ying Yoko Yuki Yuriko""",
    "african": """Abena Adaeze Ama Chiamaka Chioma Efua Folasade Funmi Ifeoma Nkechi Nneka Nomvula Thandi
Winnie""",
}


def _map(groups: dict[str, str]) -> dict[str, str]:
    return {name: culture for culture, names in groups.items() for name in names.split()}


MEN = _map(_MEN)
WOMEN = _map(_WOMEN)
GIVEN_NAMES = frozenset(MEN) | frozenset(WOMEN)

TITLES = frozenset(
    """Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Dame Lord Lady Baroness Prof Prof. Professor Rev
Rev. Reverend Fr Father Sgt Sgt. Sergeant Capt Capt. Captain Col Col. Colonel Gen Gen.
General Lt Lt. Lieutenant Maj Maj. Major Cpl Corporal Detective Inspector Officer
Constable Superintendent Judge Justice Sen Sen. Senator Rep Rep. Representative Gov Gov.
Governor President Chancellor Mayor Minister King Queen Prince Princess Duke Duchess
Pope Bishop Archbishop Cardinal Imam Rabbi Sheikh Sheriff Deputy Councillor Cllr
Councilman Councilwoman Alderman Congressman Congresswoman Commissioner Ambassador
Secretary Attorney Coach Chief Admiral Brigadier Hon Shri Smt""".split()
)
HONORIFICS = frozenset(
    """Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Dame Lord Lady Prof Prof. Professor Hon Shri Smt""".split()
)
FEMALE_TITLES = frozenset(
    "Mrs Mrs. Ms Ms. Miss Dame Lady Baroness Queen Princess Duchess Congresswoman Smt".split()
)
MALE_TITLES = frozenset("Mr Mr. Sir Lord King Prince Duke Pope Bishop Father Congressman Imam Shri".split())

ROLES = frozenset(
    """actor actress admiral adviser advisor ambassador analyst anchor architect archbishop
artist assistant astronomer astronaut attorney author bassist biologist bishop boss
captain ceo chair chairman chairperson chairwoman champion chancellor chef chemist chief
choreographer climatologist co-author co-founder co-owner coach comedian commander
commissioner composer conductor congressman congresswoman consultant coordinator
co-ordinator counsel councillor councilman councilwoman creator curator dean defender
deputy designer developer director doctor drummer economist editor engineer entrepreneur
envoy epidemiologist executive filmmaker forward founder frontman general geologist
goalkeeper governor guitarist head headmaster headteacher historian inspector inventor
investigator journalist judge justice keyboardist lawmaker lawyer leader lecturer
legislator librarian lieutenant manager mayor member meteorologist midfielder minister
model musician negotiator neuroscientist novelist nurse officer organiser organizer
owner paediatrician painter partner pastor pediatrician photographer physicist pianist
playwright poet policymaker politician premier presenter president priest principal
producer professor programmer promoter prosecutor psychiatrist psychologist publisher
quarterback rapper rector reporter representative researcher scientist screenwriter
sculptor secretary senator sergeant sheriff singer singer-songwriter skipper sociologist
solicitor songwriter speaker spokesman spokesperson spokeswoman strategist striker
superintendent supervisor surgeon teacher technologist treasurer trustee undersecretary
under-secretary veterinarian vice-chancellor vice-president vicar virologist warden
writer whip zoologist fellow manager ranger guide driver firefighter producer/director
magnate""".split()
)
"""What people are by profession or office."""
UNIQUE_ROLES = frozenset(
    """ceo chair chairman chairperson chairwoman president director minister secretary premier
mayor governor chancellor chief head leader captain coach manager founder owner dean
principal rector editor commissioner ambassador superintendent headteacher headmaster
speaker skipper boss sheriff treasurer vice-chancellor vice-president frontman general
archbishop envoy representative spokesman spokesperson spokeswoman whip curator
chairwoman co-founder""".split()
)
"""Roles that one person at a time holds in one place, so that "who was the ..." has one
answer."""
_INVENTED = {
    "english": """Daniel Marsh, Peter Hollis, Andrew Keane, Stephen Garrity, Martin Ellwood, Richard
Pemberly, Thomas Whitlow, Helen Marlowe, Susan Brackley, Laura Fenwick, Karen Ashdown,
Rachel Dunmore, Julia Stanhope, Alison Crewe""",
    "hispanic": """Rafael Montesino, Hector Villanueva, Ricardo Salcedo, Alvaro Quintana, Gabriela Montoya,
Lucia Arrieta, Carolina Bustamante, Marta Escalante""",
    "southasian": """Rakesh Malhotra, Vinod Saxena, Ashok Bhandari, Manoj Tripathi, Kavita Deshmukh, Sunita
Rao, Neha Kulkarni, Anjali Mehrotra""",
    "arabic": """Khalid Mansouri, Nabil Haddad, Tariq Suleiman, Farid Qasim, Leila Haddad, Samira Nasser,
Huda Mansouri, Rania Khoury""",
    "european": """Andreas Lindqvist, Matthias Brandt, Laurent Delacroix, Stefan Vogel, Ingrid Solberg,
Sabine Hartmann, Isabelle Fournier, Martina Keller""",
    "slavic": """Viktor Malenko, Pavel Dragunov, Sergei Voronin, Marek Zielinski, Irina Sokolova, Olga
Marchenko, Natalia Petrova, Katarzyna Nowicka""",
    "eastasian": """Takeshi Morita, Kenji Hayashi, Liang Wenbo, Chen Guowei, Keiko Tanabe, Mei Xiaoling""",
    "african": """Kwame Asante, Chidi Nwosu, Tendai Mutasa, Femi Adeyinka, Ifeoma Eze, Nkechi Balogun,
Thandi Khumalo, Efua Boateng""",
}
INVENTED = {culture: " ".join(names.split()).split(", ") for culture, names in _INVENTED.items()}
"""People who do not exist, as wrong answers where an article names too few; by culture of
given names."""
