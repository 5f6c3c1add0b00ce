package dev.playhead.benchmarks.contender;

/** A price changed, as a mutable bean with a field that the rules for sensitive data cut out. */
public final class SecretTickBean extends TickBean {
    /** Transient, so that serializers of fields leave it out; the getter is what others read. */
    private transient String token = "e9c1a7b2";

    SecretTickBean(Tick tick) {
        super(tick);
    }

    public String getToken() {
        return token;
    }

    public void setToken(String token) {
        this.token = token;
    }
}
