package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Tests of the names of a server. */
class AuthoritiesTest {
    @Test
    void shouldKnowTheLoopbackInterfaceAndTheConfiguredHost() throws IOException {
        assertThat(Authorities.of("Workstation", InetAddress.getByAddress(new byte[] {10, 1, 2, 3}), 7007))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:7007", "localhost:7007", "[::1]:7007", "workstation:7007", "10.1.2.3:7007");
    }

    @Test
    void shouldLeaveOutThePortThatBrowsersLeaveOut() throws IOException {
        assertThat(Authorities.of("127.0.0.1", InetAddress.getLoopbackAddress(), 80))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:80", "127.0.0.1", "localhost:80", "localhost", "[::1]:80", "[::1]");
    }

    @Test
    void shouldKnowThisComputerOnTheWildcardAddress() throws IOException {
        assertThat(Authorities.of("0.0.0.0", InetAddress.getByName("0.0.0.0"), 7007))
                .contains("127.0.0.1:7007", "localhost:7007")
                .doesNotContain("0.0.0.0:7007");
    }

    @Test
    void shouldWriteIpv6InBrackets() throws IOException {
        assertThat(Authorities.inUri("::1")).isEqualTo("[::1]");
        assertThat(Authorities.inUri("[::1]")).isEqualTo("[::1]");
        assertThat(Authorities.inUri("127.0.0.1")).isEqualTo("127.0.0.1");
        assertThat(Authorities.of("FD00::1", InetAddress.getByName("fd00::1"), 7007))
                .contains("[fd00::1]:7007");
    }
}
