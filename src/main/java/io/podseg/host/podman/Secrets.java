package io.podseg.host.podman;

import io.podseg.host.podman.api.SecretRow;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.state.SecretSpec;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Podman secrets. */
final class Secrets {
    private final Connection connection;
    private final Calls calls;

    Secrets(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    /** Does nothing where there is one of that name: the name carries the content's hash. */
    void create(SecretSpec secret) throws HostException {
        if (find(secret.podmanName()).isPresent()) {
            return;
        }
        create(secret, null);
        if (!listed(secret)) {
            // Driver options are the second choice, since not every driver takes what it does not know.
            remove(secret.podmanName());
            create(secret, Json.write(SecretNames.options(secret.key())));
        }
    }

    /** Whether Podman's listing tells whose the secret is: Podman 4.3 keeps the labels and does not list them. */
    private boolean listed(SecretSpec secret) throws HostException {
        return calls.read("list its secrets", () -> connection.quick().secrets()).stream()
                .map(SecretRow::spec)
                .filter(spec -> spec.name().equals(secret.podmanName()))
                .flatMap(spec -> SecretNames.declared(spec).stream())
                .anyMatch(secret.key().id()::equals);
    }

    private void create(SecretSpec secret, @Nullable String driverOptions) throws HostException {
        String labels = Json.write(Owner.labels(secret.key()));
        calls.run(
                "create the Podman secret " + secret.podmanName() + " for " + secret.key(),
                () -> connection
                        .quick()
                        .createSecret(
                                secret.podmanName(),
                                labels,
                                driverOptions,
                                secret.content().bytes()));
    }

    void delete(String name) throws HostException {
        Optional<SecretRow.Spec> found = find(name);
        if (found.isEmpty()) {
            return;
        }
        if (SecretNames.declared(found.get()).isEmpty()) {
            throw new HostException("The secret " + name + " was not made by podseg and is left alone.");
        }
        remove(name);
    }

    private void remove(String name) throws HostException {
        calls.find("remove the secret " + name, () -> connection.quick().deleteSecret(name))
                .ifPresent(Response::close);
    }

    private Optional<SecretRow.Spec> find(String name) throws HostException {
        return calls.find("read the secret " + name, () -> connection.quick().secret(name))
                .map(SecretRow::spec)
                .filter(spec -> spec.name().equals(name));
    }
}
