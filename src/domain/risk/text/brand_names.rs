//! Trade marks that lots name most, folded; a name of two words by its telling one.

/// In Latin letters.
pub(super) const LATIN: &str = "\
hp hpe hewlett canon epson xerox kyocera ricoh brother samsung lexmark pantum konica minolta sharp oki riso toshiba fujitsu \
lenovo asus acer dell msi apple huawei xiaomi honor gigabyte intel amd nvidia kingston transcend seagate toshiba sandisk crucial corsair adata \
apc ippon eaton powercom cyberpower svc logitech genius a4tech defender sven razer jabra plantronics poly yealink grandstream panasonic sony lg philips \
benq viewsonic aoc iiyama nec optoma infocus hitachi smartboard promethean newline \
cisco mikrotik tplink zyxel juniper ubiquiti eltex fortinet netgear aruba hikvision dahua axis uniview ezviz trassir rvi \
microsoft adobe autocad autodesk coreldraw kaspersky eset drweb oracle vmware veeam abbyy laserjet photoshop thinkpad thinkbook ideapad macbook iphone ipad imac \
bosch makita dewalt hilti metabo stihl husqvarna hitachi hikoki ryobi aeg milwaukee einhell interskol karcher stanley knipex gedore wera fiskars \
siemens abb schneider legrand danfoss grundfos wilo dab pedrollo honeywell omron mitsubishi daikin gree midea haier hisense ballu electrolux ariston bosch beko indesit whirlpool candy zanussi gorenje vestel artel tefal moulinex braun rowenta vitek polaris redmond scarlett delonghi saeco thermex vaillant viessmann buderus baxi navien \
toyota hyundai kia lada chevrolet ford nissan honda mazda volkswagen skoda renault bmw mercedes audi lexus subaru suzuki daewoo isuzu scania volvo iveco kamaz gaz uaz maz belarus caterpillar komatsu jcb bobcat chery geely haval jac foton dongfeng sinotruk howo shacman \
michelin nokian bridgestone continental goodyear pirelli yokohama hankook kumho dunlop kama cordiant belshina toyo triangle matador \
mobil castrol shell motul lukoil gazpromneft rosneft total zic elf liqui \
mann knecht mahle filtron varta mutlu bosch exide tyumen denso ngk brembo skf fag nsk koyo timken ntn \
knauf ceresit tikkurila dulux weber baumit isover rockwool ursa technonicol rehau kerama grohe geberit roca cersanit vidima valtec oventrop alutech dorhan guardian velux kronospan egger tarkett \
mindray philips drager draeger siemens roche abbott sysmex beckman biosan eppendorf sartorius olympus pentax fujifilm karl storz stryker medtronic aesculap braun hartmann mollinea terumo omron littmann riester becton sarstedt thermo shimadzu agilent biorad qiagen merck sigma \
pfizer bayer sanofi novartis roche gedeon richter teva sandoz krka berlin astrazeneca \
svetocopy snegurochka ballet xerox maestro navigator bic parker edding pilot stabilo erichkrause berlingo brauberg faber castell kohinoor durable leitz esselte fellowes deli scotch pentel centropen schneider maped milan attache \
domestos fairy ariel persil tide losk comet cillit cif vanish calgon dove safeguard palmolive nivea johnson huggies pampers libero tena kotex zewa \
lego adidas nike puma reebok asics kettler torneo joma wilson spalding mikasa molten select demix \
nescafe jacobs lipton greenfield tess ahmad nestle danone coca pepsi milka \
metta chairman samas duravit bic ikea xerox casio citizen orient seiko garmin dji gopro nikon yamaha roland korg shure sennheiser behringer bosendorfer steinway jbl marshall \
kingspan lsis chint iek ekf tdm weidmuller phoenix wago rittal wiha fluke testo leica trimble topcon sokkia garrett motorola hytera kenwood baofeng vertex icom \
duracell energizer gp osram gauss navigator uniel feron era camelion jazzway rubetek lutron ariel vileda tork kimberly diversey ecolab vermop rubbermaid \
nokia realme oppo tecno infinix poco oneplus zte motorola alcatel tcl skyworth kivi akai jvc pioneer thomson \
timberk neoclima roda tosot aux chigo mdv almacom dwt tolsen deko huter elitech fubag resanta denzel ingco zubr \
fenox trw sachs monroe kyb gates dayco contitech lemforder febi bilstein valeo hella wix fleetguard donaldson cummins perkins deutz weichai yamz \
sniezka caparol dufa alina sadolin pinotex hammerite vetonit bergauf unis volma \
katusha xprinter zebra tsc datalogic evolis imou tiandy synology qnap supermicro inspur h3c ruijie tenda mercusys keenetic \
hatber kroyter attomex luxor kangaro nipro vogt comen edan contec bionet sonoscape esaote vatech planmeca kavo sirona woodpecker \
rational unox convotherm robot abat polair atesy electrolux hobart winterhalter hendi";

/// In Cyrillic letters.
pub(super) const CYRILLIC: &str = "\
самсунг кэнон канон эпсон ксерокс киосера куосера бразер леново асус делл хуавей сяоми интел панасоник филипс тошиба \
бош макита девольт хилти метабо штиль хускварна интерскол керхер сименс грундфос данфосс шнейдер легранд дайкин \
тойота хундай хюндай хендай киа шевроле ниссан хонда мазда фольксваген шкода рено мерседес камаз уаз газель соболь нива паз маз белаз ваз жигули \
мишлен нокиан бриджстоун континенталь пирелли йокогама кордиант белшина \
лукойл роснефть кастрол шелл тотал зик \
кнауф тиккурила церезит ротбанд пенетрон технониколь \
касперский доктор веб майкрософт \
снегурочка светокопи \
доместос фейри ариэль персил комет тайд миф лоск пемолюкс сорти \
мерс фагор индезит атлант бирюса саратов электролюкс бирюса артел аристон вестел ардо \
лего адидас найк нескафе липтон гринфилд актив пампасер памперс хаггис рахат баян сулу";

/// Names that are words too: names only in capitals.
pub(super) const WORDS_TOO: &str = "\
select total sharp brother pilot apple maestro navigator orient phoenix thermo robot comet dove safeguard rational \
castell sigma karl mann shell fairy vertex citizen honor guardian durable wilson marshall gates luxor zebra roland \
target direct leader mini maestro monroe hunter chairman triangle mobil poly parker faber merck star";
