extension Strings {
    static let english = Strings(
        frame: Table(
            .init(
                doctorsPortal: "Doctor’s portal", authorityPortal: "Key authority", skip: "Skip to content", mainNavigation: "Main",
                overview: "Overview", patients: "Patients", newRecord: "New record", settings: "Settings",
                requests: "Requests", users: "Users", audit: "Audit trail",
                search: "Search patients", searchHint: "Name, ID number or phone", find: "Search", logOut: "Log out", language: "Language",
                required: "required",
                problems: { $0 == 1 ? "One entry needs your attention" : "\(Language.english.number($0)) entries need your attention" },
                save: "Save", cancel: "Cancel", back: "Back", you: "You", notStated: "not stated", previous: "Previous", next: "Next",
                pages: "Pages", page: { "Page \($0) of \($1)" },
                idle: { "You are logged out after \($0) minutes without activity." },
                idleSoon: "You will be logged out in {n} min. Move on or save to stay.",
                done: "Done", notice: "Note", warning: "Warning", flash: flash,
                months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])),
        account: Table(
            .init(
                signUp: "Request an account",
                signUpIntro:
                    "Your hospital’s key administrator checks what you state here and gives you a key. Your own passphrase never leaves this computer.",
                account: "Account name", accountHint: "For this computer only: small letters, digits and hyphens.", aboutYou: "About you",
                name: "Full name", hospital: "Hospital", department: "Department", licence: "Licence number",
                licenceHint: "Your BMDC or BNMC registration.",
                attributes: "What you are", attributesHint: "Tick what applies. The administrator decides.",
                moreAttributes: "Further attributes", moreAttributesHint: "One a line, such as ward:3 or clearance#8 = 3.",
                servers: "Your hospital’s servers", serversHint: "Your administrator gives you these three on paper.",
                authority: "Address of the key authority", authorityHint: "Begins with https://",
                fingerprint: "Fingerprint of the key authority", fingerprintHint: "64 digits and letters. Compare each group with the paper.",
                store: "Address of the record store", storeHint: "Begins with https://",
                passphrase: "Passphrase",
                passphraseHint: { "At least \($0) characters; four or five unrelated words are good. Nobody can recover it for you." },
                passphraseAgain: "Passphrase again", passphrasesMatch: "Both are the same.", passphrasesDiffer: "The two are not the same yet.",
                send: "Send the request", haveAccount: "I already have an account",
                waiting: "Waiting for approval", waitingIntro: { "Your request is with the administrator of \($0)." },
                request: "Your request number",
                requestHint: "Tell it to the administrator in person or by telephone. They compare it before they approve.",
                pending: "Not decided yet", approved: "Approved: your key is here", rejected: "Not approved",
                unreachable: "The key authority could not be reached", reason: "Reason given", askAgain: "Ask again",
                lastAsked: { "Last answer \($0)" }, continueToLogin: "Continue", askAnew: "Make a new request",
                login: "Log in", loginIntro: "Your passphrase opens your key on this computer.", logIn: "Log in", noAccount: "Request an account",
                sealing: "Records are sealed on this computer. The server that keeps them cannot read them.",
                signedOut: "You are logged out", signedOutByUser: "Your key is locked again.",
                signedOutIdle: "There was no activity for a while, so your key was locked again. What was not saved is gone.",
                logInAgain: "Log in again",
                interfaceLanguage: "Language", changePassphrase: "Change the passphrase",
                changePassphraseHint: "The passphrase protects your key on this computer.",
                oldPassphrase: "Present passphrase", newPassphrase: "New passphrase", newPassphraseAgain: "New passphrase again", change: "Change",
                key: "Your key", userID: "User identifier", epoch: "Epoch", validUntil: "Good until", addresses: "Servers",
                authorityFingerprint: "Fingerprint of the authority", fetchKeys: "Fetch keys now",
                fetchKeysHint: "Keys are renewed by themselves; this asks the authority at once.", session: "Session",
                sessionText: { "Without activity you are logged out after \($0) minutes." })),
        lists: Table(
            .init(
                greeting: { "Good day, \($0)" }, yourKey: "Your key", keyIsGood: "In order", noKey: "You have no key yet.",
                yourAttributes: "It states that you are", noAttributes: "no attributes",
                records: "Records", readable: "you can open", mine: "written by you", byOthers: "by others", closed: "closed to you",
                recent: "Latest changes", recentEmpty: "Nothing yet. Records that you can open appear here.", allPatients: "All patients",
                warning: keyWarning, rekey: "Renew the search index", rebuild: "Complete the search index",
                progress: { "Opening records: \($0) of \($1). The list is not complete yet." }, column: column,
                sortAscending: "sorted, ascending", sortDescending: "sorted, descending", show: "Show", everybody: "All", mineOnly: "Mine only",
                sortBy: "Sort by", apply: "Sort",
                total: { $0 == 1 ? "1 record" : "\(Language.english.number($0)) records" },
                unreadable: {
                    $0 == 1
                        ? "There is 1 more record, which your key does not open."
                        : "There are \(Language.english.number($0)) more records, which your key does not open."
                },
                withheld: "Withheld by the store: what is shown is what you saw last.",
                empty: "No records here", emptyHint: "A new record appears as soon as it is saved.",
                found: { "Results for “\($0)”" },
                searched: {
                    "\($0 == 0 ? "Nothing" : $0 == 1 ? "1 record" : "\(Language.english.number($0)) records") found in \(Language.english.number($1)) that you can open."
                },
                nothingFound: "Try fewer letters, or the phone or ID number.",
                searchHelp:
                    "Names or their beginnings, whole ID numbers and phone numbers are found, in the records that your key opens. The server is asked in a form that it cannot read.",
                cut: "There are more. Add a word to narrow the search.")),
        form: Table(
            .init(
                newTitle: "New record", editTitle: { $0.isEmpty ? "Edit the record" : "Edit: \($0)" },
                intro: "Fields with the word “required” must be filled in.", person: "Patient", clinical: "Medical background",
                measurements: "Vital signs", measurementsHint: "Leave empty what was not measured.", notes: "History and notes",
                attachments: "Attachments", access: "Who can read this record", field: field, hint: fieldHint,
                choose: "Please choose", chooseBloodGroup: "Not known", sex: sex, unit: unit, range: { "\($0) to \($1)" }, usualPolicy: usualPolicy,
                filesHint: { "Pictures, PDF, DICOM; each up to \($0). They are sealed like the record." }, attached: "Already attached",
                takeAway: "Take away", filesAgain: "Browsers do not keep chosen files: please choose them again.",
                accessHint: "Only people who meet the condition can open the record. The servers cannot.", customPolicy: "Written by hand",
                customHint: "For example: role:doctor and (hospital:NSTU or hospital:DMCH)", policyText: "Policy", readers: "Open to",
                saveNew: "Seal and save", saveChanges: "Seal and save changes",
                closedStay: "Parts of this record that are closed to you stay as they are.",
                conflict: "Somebody else saved this record meanwhile",
                conflictIntro: {
                    "\($0) saved version \($2) on \($1), while you were writing. Nothing of yours is lost: it is in the form below. Where the two differ, the saved text stands beside the field."
                },
                viewPresent: "View the saved version", differing: "differs", presentValue: "Saved meanwhile:", emptyValue: "(empty)",
                saveOver: "Save mine as the next version")),
        record: Table(
            .init(
                age: { years, months in
                    years >= 2 ? "\(years) years" : months >= 24 ? "2 years" : months == 1 ? "1 month" : "\(months) months"
                },
                edit: "Edit", share: "Share", export: "Export", print: "Print", history: "History", delete: "Delete",
                allergies: "Allergies", noAllergies: "No allergies noted", none: "None noted", personal: "Patient", otherNumbers: "Other numbers",
                clinical: "Medical background", measured: "Vital signs", bloodPressure: "Blood pressure", readings: "Device and laboratory readings",
                readingCount: { $0 == 1 ? "1 reading" : "\(Language.english.number($0)) readings; the latest of each kind:" },
                readingColumns: ("Measured", "Value", "When"), attachments: "Attachments", download: "Download", file: "File", type: "Type",
                size: "Size",
                closedParts: {
                    $0 == 1
                        ? "1 part of this record is not open to your key."
                        : "\(Language.english.number($0)) parts of this record are not open to your key."
                },
                withheldParts: {
                    $0 == 1
                        ? "The store withholds 1 part of this record. What is in it is not known here."
                        : "The store withholds \(Language.english.number($0)) parts of this record. What is in them is not known here."
                },
                other: "Also in the record", otherHint: "Entries that this page does not show. The export has them all.",
                whoReads: "Who can read it", policyText: "Policy text", about: "About this record", author: "Author", changed: "Saved",
                version: "Version", versionOf: { "\($0) of \($1)" }, oldVersion: "This is an older version.", toLatest: "Go to the latest",
                identifier: "Record number",
                historyOf: { "History of \($0)" }, versions: "Versions", by: "Saved by", envelope: "Readers set",
                envelopeHint: "“Readers set” counts how often it was decided anew who can read.", current: "current", view: "View",
                accesses: "Who fetched it", accessesHint: "As the store notes it. Whether somebody’s key opened what they fetched, it cannot know.",
                when: "When", who: "Who", what: "What", noAccesses: "Nobody yet.", access: access,
                deleteTitle: "Delete this record?",
                deleteText:
                    "The sealed record is removed from the store for everybody, with all its versions. This cannot be undone. Copies that others exported stay with them.",
                deleteButton: "Delete for ever", keepIt: "Keep it",
                shareOf: { "Who can read: \($0)" },
                shareIntro: "Choose who can open this record from now on.",
                shareWarning: "Whoever could open it before may keep what they saw. The change counts from now on.",
                shareButton: "Set the new readers",
                now: "At present", newReaders: "From now on", dicom: "DICOM", element: "Element", value: "Value", picture: "Picture",
                printedBy: "Printed", confidential: "Confidential: medical record",
                notEntitled: "This record is closed to your key", notEntitledText: "It can be opened by:", missing: "Your key lacks",
                missingHint: "If you should be able to read it, ask its author to share it, or your administrator for the missing attribute.")),
        authority: Table(
            .init(
                login: "Open the key authority", loginIntro: "The passphrase of the master key.", masterPassphrase: "Passphrase of the master key",
                unlock: "Unlock",
                requestCount: { $0 == 1 ? "1 request is waiting" : "\(Language.english.number($0)) requests are waiting" },
                compare:
                    "Before you approve, let the applicant read the request number to you, in person or on a telephone number that you know. It must be the same, digit for digit.",
                noRequests: "No requests are waiting.", submitted: "Received", asked: "asked for", grant: "Attributes to grant",
                moreAttributes: "Further attributes", moreAttributesHint: "One a line, such as ward:3 or clearance#8 = 3.",
                mayRewrap: "May set the readers of other people’s records", mayRewrapHint: "For records officers only.",
                approve: "Approve and issue the key", reject: "Reject", rejectHint: "The applicant reads this.", reason: "Reason",
                epoch: "Epoch", epochEnds: "Ends", publish: "Publish the next epoch",
                publishHint: "Keys that are not renewed afterwards do not open what is sealed from then on.", renewAll: "Renew all",
                renewAllHint: "Issues a key of the present epoch to everybody who is not revoked.", renew: "Renew", revoke: "Revoke",
                revoked: "Revoked", certificateEnds: "Certificate ends", active: "Active", user: "User", attributes: "Attributes", state: "State",
                actions: "Actions",
                noUsers: "Nobody is enrolled yet.", revokeTitle: "Revoke this user?",
                revokeText:
                    "The user can no longer save or fetch records and gets no new keys. Records already opened stay known to them. This cannot be undone.",
                number: "No.", action: "Action", actor: "By", subject: "About", head: "Head of the trail",
                headHint: "Note it down elsewhere: it shows later that nothing was removed.", act: auditAction,
                whole: "The trail is whole.", broken: { "The trail is broken at entry \($0). Stop and find out why." })),
        faults: Table(.init(patient: patientFault, field: fieldFault)),
        errors: Table(
            .init(
                explanation: explanation, failure: failure, writeFailure: writeFailure, status: "Status", requestID: "Request",
                toOverview: "To the overview", detail: "Detail")),
        policy: .english)
}
