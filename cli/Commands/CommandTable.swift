/// Every command there is: dispatch, help, completion and man pages come from this table.
enum CommandTable {
    static let commands: [Command] =
        AuthorityCommands.all + UserCommands.all + PolicyCommands.all + SealingCommands.all + RecordCommands.all
        + ArchiveCommands.all + IndexCommands.all + PortalCommands.all + StoreCommands.all + [DemoCommand.command] + ShellCommands.all
}
