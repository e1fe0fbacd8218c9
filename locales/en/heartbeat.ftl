source-down = ⚠️ <b>The source has been failing since { $since }</b> (UTC+5)
    State procurement gives no data, or not all of it. Notices of what you follow may be late.
    There is nothing to do: what was missed comes when the source is back, and I will say so. Check what is urgent on the portal.
source-up = ✅ <b>The source answers again</b>
    It was failing from { $since } to { $until } (UTC+5). Notices come as usual; what changed meanwhile I read again and send.
