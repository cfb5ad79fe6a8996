// Nothing but a call: closures written in this file would be bound to the main actor, and trap on other threads.
Program.main()
