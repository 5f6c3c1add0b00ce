package dev.playhead.devtools.server;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The names under which a page may address a server: hosts with the port. */
final class Authorities {
    private static final int DEFAULT_PORT = 80;

    private Authorities() {}

    /**
     * Returns the names of a server, as they are in the header {@code Host}, in lower case.
     *
     * @param host the host that was asked for
     * @param address the address of that host
     * @param port the port
     */
    static Set<String> of(String host, InetAddress address, int port) {
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add("127.0.0.1");
        hosts.add("localhost");
        hosts.add("[::1]");
        if (address.isAnyLocalAddress()) {
            addThisComputer(hosts);
        } else {
            hosts.add(inUri(host));
            hosts.add(inUri(address.getHostAddress()));
        }
        Set<String> authorities = new LinkedHashSet<>();
        for (String one : hosts) {
            authorities.add(one.toLowerCase(Locale.ROOT) + ":" + port);
            if (port == DEFAULT_PORT) { // a browser leaves it out
                authorities.add(one.toLowerCase(Locale.ROOT));
            }
        }
        return authorities;
    }

    /** Returns a host as it is written in an address: IPv6 in brackets. */
    static String inUri(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Adds what a server on all addresses can be reached by: the name and the IPv4 addresses of this computer. */
    private static void addThisComputer(Set<String> hosts) {
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(InetAddress::getHostAddress)
                    .filter(address -> !address.contains(":"))
                    .forEach(hosts::add);
        } catch (SocketException e) {
            throw new UncheckedIOException("the addresses of this computer cannot be listed", e);
        }
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return; // a computer whose name has no address is reached by its addresses only
        }
    }
}
