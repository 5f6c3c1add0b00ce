module com.acme.orders {
    requires dev.playhead;
    requires dev.playhead.sqlite;
}
