// Placeholder of the module SQLiteDatabase, replaced by its first source file.
