dead-none = No dead letters: all that came in was handled, and all that was written was sent.
dead-title = <b>Dead letters: { $count }</b>
dead-update = update
dead-message = message
dead-job = job
dead-line = • { $when }: { $kind } <code>{ $what }</code>, tries: { $attempts }
    { $error }
dead-more = …and { $count } more. The whole list: <code>zakupai dead-letters list</code>
dead-redriven = Put back to work: { $count }. What fails again comes back to this list.
button-redrive = ↩️ Put all back to work
