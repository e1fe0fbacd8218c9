//! A technology or a material that one maker owns, named without an equivalent.

use super::{
    brand_without_equivalent, exemption,
    phrase::{Lazy, Phrases},
    reading::{Reading, Span},
};

static TERMS: Lazy = Lazy::new(|| {
    Phrases::of(&[
        // Machines
        "(?:intel )?(?:vpro|optane|quick sync|hyper threading|turbo boost|evo platform|sipp|speedstep)",
        "(?:nvidia )?(?:cuda|nvlink|g sync|dlss|physx|optix|tensor core~|max q)",
        "(?:amd )?(?:freesync|infinity fabric|smartshift|3d v cache)",
        "(?:retina|true tone|promotion display|magsafe|airprint|airplay|airdrop|carplay|face id|touch id|lightning|force touch|liquid retina)",
        "(?:ecotank|precisioncore|heat free|micro piezo|durabrite~|ultrachrome|epson iprojection|variable sized droplet)",
        "(?:jetintelligence|pagewide|memjet|smart tank|auto on auto off|instant on|sure start|sure view|sure click|wolf security|imageret|fastres)",
        "(?:megatank|fine print head|chromalife~|i sensys|ufrii|dispersion)",
        "(?:ecosys|primepower|hypas|xerographic|connectkey|solid ink)",
        "(?:ilo|idrac|xclarity|flexscan|smartzoom|openmanage|imc|powerchute|stackwise|stackpower|flexstack|vmotion|vcenter|hana|exadata|netapp|raid dp)",
        "(?:thinkshutter|trackpoint|thinkvantage|rapid charge|knox|s pen|samsung dex|premiercolor|expresscharge|tobii)",
        "(?:ambilight|triluminos|qled|neo qled|nanocell|oled evo|bravia~|motionflow|dolby (?:atmos|vision|digital)|webos|tizen|magic remote|thinq|quantum hdr|acuity)",
        "(?:ecobubble|quickdrive|addwash|twinwash|steamcool|turbowash|6 motion|plasmacluster|nanoe~|econavi|flash streamer|coanda|digital inverter|smart inverter|dual inverter|linear inverter|spacemax|twin cooling~|multi airflow|neofrost|vitafresh|perfectfresh|aquastop|activewater)",
        "(?:dyson cyclone|cyclone v10|eco ?silence~|kaercher~|vaporesse)",
        // Cars
        "(?:quattro|4matic|xdrive|4motion|skyactiv~|vvt i|i vtec|ecoboost|tiptronic|quadra drive|super select|e power|symmetrical awd|hybrid synergy drive|dsg|boxer diesel|tdi|crdi|mivec)",
        // Materials
        "(?:gore tex|goretex|thinsulate|cordura|kevlar|nomex|lycra|velcro|primaloft|coolmax|tyvek|windstopper|polartec|teflon|sympatex|dyneema|corian|vibram|ortholite|alcantara|plexiglas~|styrodur|eva foam pro|scotchlite|scotchgard|neoprene dupont|hypalon|viton|mylar|ripstop cordura)",
        "(?:гортекс|гор текс|тинсулейт|кордура|кордуры|кевлар~|номекс|лайкр~|велкро|тайвек|прималофт|тефлон~|алькантар~|вибрам)",
        // Tools
        "(?:avt|amt anti vibration|x lock|powermaxx|star ?protection|brushless xr|flexvolt|m tronic|easy2start|coolmos|autolift)",
        // By what they call themselves
        "(?:запатентован~|патентован~) (?:[а-я]+ )?(?:технолог~|систем~|конструкц~|формул~|состав~|механизм~|материал~|покрыти~|решени~|метод~|разработк~|дизайн~)",
        "патентте(?:лген|лінген)~ (?:технолог~|жүйе~|құрылым~|формула~|құрам~|әдіс~|шешім~|материал~)",
        "(?:фирменн~|уникальн~|эксклюзивн~|проприетарн~) (?:технолог~|протокол~|интерфейс~|разъем~|формат~)",
    ])
});

/// `технология X`, where X is a name in capitals.
static ANNOUNCED: Lazy = Lazy::new(|| Phrases::at_end(&["(?:технологи~|мембран~|технологиясы)"]));
static ANNOUNCED_AFTER: Lazy =
    Lazy::new(|| Phrases::at_start(&["(?:[a-z]+ )?(?:технологиясы~|мембранасы~)"]));
/// Technologies that anyone may build.
static OPEN: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:bluetooth|wi|wifi|fi|hdmi|ips|led|oled|lcd|usb|nfc|raid|ipmi|poe|voip|dlp|smart|tv|hdr|hdr10|abs|esp|no|frost|ssd|hdd|nvme|android|windows|linux|va|tn|tft|uhd|fhd|full|hd|gsm|lte|gps|rfid|ai|iot|vpn|ethernet|sip|pon|gpon|xpon|ftth|mimo|ofdm|dect|mpls|sata|sas|ddr|pcie|type|web|online|offline|pdf|sql|html|java|python|d|smd|cob|inverter|invertor|blockchain|qr|zigbee|lora|lorawan|matter|pcr|elisa|hepa|uv|pvd|mdf|hdf|cnc|fdm|fff|sla|dvb|mp3|jpeg|rgb|ccd|cmos|agm|gel|lifepo4|li|ion|rgbw|ultra|wdr|dwdr|dnr|ivs|onvif|rtsp|ndi|igbt|pwm|efb|e|tcp|ip|modbus|rs|can)",
    ])
});

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let mut terms = TERMS.find(reading);
    for word in &reading.words {
        if is_announced(reading, word) || is_registered(reading, word) {
            terms.push(word.clone());
        }
    }
    terms.sort_by_key(|term| term.start);
    terms.dedup_by(|next, term| {
        // `фирменная технология X` is one name.
        let beside = reading.folded.get(term.end..next.start) == Some(" ");
        let overlap = beside || next.start < term.end;
        if overlap {
            term.end = term.end.max(next.end);
        }
        overlap
    });
    terms.retain(|term| {
        !reading.offers_equivalent(term.start) && !exemption::is_of_what_is_there(reading, term)
    });
    terms
}

fn is_announced(reading: &Reading, word: &Span) -> bool {
    let folded = reading.words_at(word);
    let name = (folded.len() >= 3 || brand_without_equivalent::known(reading, word).is_some())
        && folded.bytes().all(|byte| byte.is_ascii_alphabetic())
        && reading.raw(word).first().is_some_and(|c| c.is_uppercase());
    name && !OPEN.are_in(folded)
        && (ANNOUNCED.are_in(reading.before(word.start, 40))
            || ANNOUNCED_AFTER.are_in(reading.after(word.end, 40)))
}

/// `X™`, `X®`
fn is_registered(reading: &Reading, word: &Span) -> bool {
    let marked = reading.beside(word).1.is_some_and(|c| matches!(c, '™' | '®'));
    marked && brand_without_equivalent::known(reading, word).is_none()
}
