"""Words around and in place of a given name: honorifics that say nothing of who somebody is, and nicknames.

Lists as data; records.py applies them in the engine.
"""

from __future__ import annotations

# Only left out at the beginning of a name, and only when a word follows: Mas and Bu are names too.
HONORIFICS = """
bapak bpk bp pak ibu bu h hj haji hajah hajjah kh kyai ustad ustadz ustadzah habib raden rr dr drs dra drg ir prof
sdr sdri saudara saudari kak kakak mas mbak mba bang abang om tante tuan tn nyonya ny nn nona ananda
mr mrs ms miss mister madam sir dame lord lady rev reverend the capt captain col sgt hon
"""

# Degrees and suffixes, left out behind a comma at the end of a name: without the comma Ma and Sh are names.
DEGREES = """
se sh st skom spd spt sp ssi ssos sked skm skep sag si sip sikom ssn stp amd mm mpd msi mt mkom mkes mh mag msc ma mba
ba bsc phd md esq jr sr ii iii iv cpa
"""

# Each line: the name, and what its bearers are called. A nickname of several names stands with the most frequent.
NICKNAMES = """
abdul: dul abd abdoel
abigail: abby gail
abraham: abe bram
agung: gung
agustinus: agus gus
ahmad: achmad akhmad ahmed ahmat amad
albert: bert bertie
alexander: alex alec sandy sasha xander lex
alfred: alf alfie fred
amanda: mandy
andreas: andre
andrew: andy drew
anthony: tony anton
anna: ann anne annie anni
antonius: anton
arthur: art
barbara: barb babs barbie
benjamin: ben benny benji
budi: budy boedi
calvin: cal
cameron: cam
caroline: carrie caro
catherine: kate kathy katie cathy cath kath katherine kathryn catharine katharine kitty
charles: charlie chuck chas carl
charlotte: lottie lotte
christina: tina chris christine chrissy
christopher: chris kit topher kris
daniel: dan danny
david: dave davey
deborah: deb debbie debra
dewi: dewy
diana: di
donald: don donnie
dorothy: dot dotty dolly
douglas: doug
edward: ed eddie ted teddy ned
eko: eco
eleanor: ellie nell nelly elinor
elizabeth: liz beth lizzie betty bess eliza elisabeth betsy libby elsie lisa
emily: em emmy
eugene: gene
evelyn: evie
florence: flo flossie
frances: fran fanny
francis: frank frankie franciscus frans
fransiskus: frans
frederick: fred freddie freddy frederic
gabriel: gabe
geoffrey: geoff jeff jeffrey
george: georgie
gerald: gerry jerry
gregory: greg
gunawan: gun
harold: hal harry
helen: nell ellen
henry: hank hal harry
herbert: herb bertie
hendra: hendro
hugh: hughie
irwan: iwan irawan
isaac: ike
isabella: bella izzy isabel isabelle
jacob: jake
jacqueline: jackie
james: jim jimmy jamie jem
janet: jan
jennifer: jen jenny
jessica: jess jessie
joko: djoko
johannes: hans yohanes yohannes
john: jack johnny jon johnnie
jonathan: jon jonny
joseph: joe joey jo jos yusuf yusup jusuf
joshua: josh
joyce: joy
judith: judy
kenneth: ken kenny
kevin: kev
kimberly: kim
kristianto: kris
lawrence: larry laurie laurence
leonard: len lenny leo
lewis: lou louis louie
linda: lindy
louisa: lou louise
lucas: luke luca
madeline: maddie maddy
margaret: maggie meg peggy madge marge greta margie
maria: mary marie mari ria molly polly mamie
martin: marty
matilda: tilly mattie
matthew: matt matty matthias
maxwell: max
michael: mike mick mickey micky mikey
mildred: millie
muhammad: mohammad mohammed muhammed mohamad muhamad moh muh mochamad moch much mohd md mokhamad muchamad mhd
mulyadi: mul
nathaniel: nat nate nathan
nicholas: nick nicky nico nicolas
nugroho: nugi
oliver: ollie olly
olivia: liv livvy
pamela: pam
patricia: pat patty trish tricia
patrick: paddy pat
percival: percy
peter: pete petrus
philip: phil phillip pip
putri: puteri
rachel: rach
raymond: ray
rebecca: becky becca
reginald: reg reggie
richard: dick rick ricky rich richie
robert: rob bob robbie bobby bert
rahmat: rachmat rakhmat
ronald: ron ronnie
rudolf: rudi rudy
russell: russ
samantha: sam
samuel: sam sammy
sarah: sally sara sadie
setiawan: iwan wawan
siti: sitti
slamet: slamat
sri: srie
stephanie: steph
stephen: steve steven stephan
sugeng: soegeng
suharto: soeharto
sukarno: soekarno
suryadi: surya
susan: sue susie suzy susanna susannah
sutrisno: tris soetrisno
terence: terry
theodore: theo ted teddy
theresa: terry tess tessa teresa
thomas: tom tommy thom
timothy: tim timmy
tobias: toby
tri: trie
valerie: val
veronica: ronnie
victor: vic
victoria: vicky vicki tori
vincent: vince vinny
vivian: viv
wahyu: wahju
walter: wally walt
widodo: dodo
wilfred: wilf
william: bill will billy willy willie liam wm
winifred: winnie
yanto: yan
yudi: yudhi judi
yuliana: yuli
zachary: zach zack
"""


def nicknames() -> dict[str, str]:
    """Each nickname or spelling with the name that it stands for. The first line that holds a nickname has it."""
    names: dict[str, str] = {}
    for line in NICKNAMES.strip().splitlines():
        name, others = line.split(": ")
        for other in others.split():
            names.setdefault(other, name)
    return {other: name for other, name in names.items() if other != name}
