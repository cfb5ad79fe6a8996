import Dispatch
import Synchronization
import Workstation

/// Hands a user over to another thread, which is then the only one that has it.
///
/// `Sendable` because ``start(_:)`` gives the user away once.
final class BackgroundReader: @unchecked Sendable {
    private var user: UserSession?

    init(_ user: consuming UserSession) { self.user = user }

    func start(_ body: @escaping @Sendable (UserSession) -> Void) {
        DispatchQueue.global(qos: .utility).async {
            guard let user = self.user.take() else { return }
            body(user)
        }
    }
}
