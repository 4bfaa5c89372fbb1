package io.podseg.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretTextTest {
    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD, hunter2",
        "password, x",
        "dbPassword, x",
        "GITHUB_TOKEN, abc",
        "aws.secret.key, abc",
        "API-KEY, abc",
        "MYSQL_ROOT_PASSWORD, x",
        "PGPASSWORD2_PASSWORD_2, x",
        "CLIENT_SECRET, x",
        "ANYTHING, AKIAIOSFODNN7EXAMPLE",
        "ANYTHING, amqp://user:pass@mq:5672/",
        "ANYTHING, eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "id, -----BEGIN RSA PRIVATE KEY-----",
        "id, -----BEGIN PRIVATE KEY-----",
        "id, -----BEGIN PGP PRIVATE KEY BLOCK-----"
    })
    void isASecret(String name, String value) {
        assertThat(SecretText.of(name, value)).isPresent();
        assertThat(SecretText.of(name, value).orElse("")).doesNotContain(value);
    }

    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD_FILE, /run/secrets/db",
        "PASSWORD, /run/secrets/db",
        "PASSWORD, ''",
        "db_password, *******",
        "TOKEN, $(FROM_SECRET)",
        "TOKEN, ${FROM_ELSEWHERE}",
        "USE_TOKEN, 'true'",
        "TOKEN_TTL, 300",
        "COMPASS, north",
        "PASSWORDLESS, on",
        "KEYBOARD, us",
        "URL, http://host:8080/path@x",
        "URL, postgres://user@db/shop",
        "URL, 'postgres://user:$(PASSWORD)@db/shop'",
        "CERT, -----BEGIN CERTIFICATE-----",
        "PUBLIC, -----BEGIN PUBLIC KEY-----"
    })
    void isNone(String name, String value) {
        assertThat(SecretText.of(name, value)).isEmpty();
    }

    /** Each of these takes minutes or the stack of a careless pattern. */
    @Test
    void hostileTextsAreReadInNoTime() {
        String blocks = "-----BEGIN " + "A ".repeat(100_000);
        String tokens = "eyJ".repeat(100_000);
        String schemes = "a://".repeat(100_000) + "a:".repeat(50_000);
        assertThat(SecretText.of("a", blocks)).isEmpty();
        assertThat(SecretText.of("a", tokens)).isEmpty();
        assertThat(SecretText.of("a", schemes)).isEmpty();
    }
}
