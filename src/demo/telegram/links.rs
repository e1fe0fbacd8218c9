//! Which addresses Telegram takes for links and URL buttons.

use url::Url;

/// The address as the server would keep it, or its complaint.
pub(super) fn check(address: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Wrong HTTP URL";
    let address = address.trim();
    let (scheme, full) = match address.split_once("://") {
        Some((scheme, _)) => (scheme.to_ascii_lowercase(), address.to_owned()),
        None if address.to_ascii_lowercase().starts_with("tg:") => {
            ("tg".to_owned(), address.to_owned())
        }
        // A bare host is taken for an http address.
        None => ("http".to_owned(), format!("http://{address}")),
    };
    match scheme.as_str() {
        "tg" | "ton" | "tonsite" => Ok(full),
        "http" | "https" => {
            let url = Url::parse(&full).map_err(|_refused| WRONG)?;
            let host = url.host_str().unwrap_or_default();
            // The server wants a dot in the name, so `http://localhost` is refused.
            if address.contains(char::is_whitespace) || !(host.contains('.') || host.contains(':'))
            {
                return Err(WRONG);
            }
            Ok(full)
        }
        _ => Err("Unsupported URL protocol"),
    }
}
