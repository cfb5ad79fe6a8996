import Glibc
import LocalFiles
import TestSupport
import Testing

@Suite struct FileTests {
    private static func mode(_ path: String) throws -> UInt32 {
        var status = stat()
        try #require(unsafe stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    @Test func aFileHasTheModeThatIsAskedFor() throws {
        let folder = TemporaryFolder()
        // The program's own umask, under which everything is private that is not said to be for others.
        let before = umask(0o077)
        defer { umask(before) }
        try OutputFile.write([1], to: folder.file("private"))
        try OutputFile.write([1], to: folder.file("public"), mode: 0o644)
        #expect(try Self.mode(folder.file("private")) == 0o600)
        #expect(try Self.mode(folder.file("public")) == 0o644)
    }

    @Test func aLockHasOneHolderAtATime() throws {
        let folder = TemporaryFolder()
        let path = folder.file("lock")
        do {
            let first = try #require(try FileLock(path))
            #expect(try FileLock(path) == nil)
            withExtendedLifetime(first) {}
        }
        let second = try #require(try FileLock(path))
        second.discard()
        #expect(!Folder.exists(path))
    }

    @Test func failuresTellWhatAndWhere() throws {
        let folder = TemporaryFolder()
        let missing = folder.file("missing")
        #expect(throws: FileError.notFound(path: missing)) { _ = try InputFile(missing) }
        #expect(throws: FileError.isFolder(path: folder.path)) { _ = try InputFile(folder.path) }
        try OutputFile.write([1, 2, 3], to: folder.file("there"), mode: 0o644)
        #expect(throws: FileError.exists(path: folder.file("there"))) { try OutputFile.write([1], to: folder.file("there")) }
        #expect(throws: FileError.tooLarge(path: folder.file("there"), limit: 2)) {
            _ = try InputFile.contents(of: folder.file("there"), limit: 2)
        }
        #expect(throws: FileError.readableByOthers(path: folder.file("there"))) { _ = try SecretFile.read(folder.file("there"), limit: 9) }
        #expect(throws: FileError.notFound(path: folder.file("no/folder"))) { try OutputFile.write([1], to: folder.file("no/folder")) }
        #expect(Folder.names(in: folder.path) == ["there"])
    }
}
