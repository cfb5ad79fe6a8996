/// Every page of the two portals, one function a page: a view model and a context in, HTML out.
public enum Pages {
    private static func plain(_ title: String, _ context: PageContext) -> HTML {
        HTML(document: tag("html", .attribute("lang", context.language.rawValue)) {
            tag("head") { tag("title", text: title) }
            tag("body") { tag("h1", text: title) }
        })
    }

    public static func signUp(_ view: SignUpView, _ context: PageContext) -> HTML { plain("signUp", context) }
    public static func waiting(_ view: WaitingView, _ context: PageContext) -> HTML { plain("waiting", context) }
    public static func login(_ view: LoginView, _ context: PageContext) -> HTML { plain("login", context) }
    public static func signedOut(_ view: SignedOutView, _ context: PageContext) -> HTML { plain("signedOut", context) }
    public static func settings(_ view: SettingsView, _ context: PageContext) -> HTML { plain("settings", context) }
    public static func overview(_ view: OverviewView, _ context: PageContext) -> HTML { plain("overview", context) }
    public static func records(_ view: RecordListView, _ context: PageContext) -> HTML { plain("records", context) }
    public static func search(_ view: SearchView, _ context: PageContext) -> HTML { plain("search", context) }
    public static func recordForm(_ view: RecordFormView, _ context: PageContext) -> HTML { plain("recordForm", context) }
    public static func conflict(_ view: ConflictView, _ context: PageContext) -> HTML { plain("conflict", context) }
    public static func record(_ view: RecordView, _ context: PageContext) -> HTML { plain("record", context) }
    public static func printView(_ view: RecordView, _ context: PageContext) -> HTML { plain("printView", context) }
    public static func history(_ view: HistoryView, _ context: PageContext) -> HTML { plain("history", context) }
    public static func delete(_ view: DeleteView, _ context: PageContext) -> HTML { plain("delete", context) }
    public static func share(_ view: ShareView, _ context: PageContext) -> HTML { plain("share", context) }
    public static func attachment(_ view: AttachmentView, _ context: PageContext) -> HTML { plain("attachment", context) }
    public static func notEntitled(_ view: NotEntitledView, _ context: PageContext) -> HTML { plain("notEntitled", context) }
    public static func error(_ view: ErrorView, _ context: PageContext) -> HTML { plain("error", context) }
    public static func authorityLogin(_ view: LoginView, _ context: PageContext) -> HTML { plain("authorityLogin", context) }
    public static func requests(_ view: RequestsView, _ context: PageContext) -> HTML { plain("requests", context) }
    public static func users(_ view: UsersView, _ context: PageContext) -> HTML { plain("users", context) }
    public static func revoke(_ view: RevokeView, _ context: PageContext) -> HTML { plain("revoke", context) }
    public static func audit(_ view: AuditView, _ context: PageContext) -> HTML { plain("audit", context) }
}
