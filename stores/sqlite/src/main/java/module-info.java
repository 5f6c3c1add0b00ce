/**
 * Event stores in SQLite files.
 *
 * <p>SQLite is native code. On Java 24 and later, pass {@code --enable-native-access=org.xerial.sqlitejdbc} ({@code
 * ALL-UNNAMED} on the class path) to avoid a warning at the first use.
 */
module dev.playhead.sqlite {
    requires transitive dev.playhead;
    requires java.sql;
    requires static org.jspecify;
    requires org.xerial.sqlitejdbc;

    exports dev.playhead.sqlite;

    provides dev.playhead.storage.spi.EventStoreProvider with
            dev.playhead.sqlite.SqliteEventStoreProvider;
}
