package io.podseg.audit;

import java.util.Objects;

/**
 * What another catalogue calls the same.
 *
 * @param catalogue the catalogue
 * @param id its id
 */
public record Reference(Catalogue catalogue, String id) {
    public Reference {
        Objects.requireNonNull(catalogue);
        Objects.requireNonNull(id);
    }

    /** Catalogues. */
    public enum Catalogue {
        PSS("Pod Security Standards"),
        CIS("CIS Docker Benchmark 1.6"),
        TRIVY("Trivy"),
        KUBESCAPE("Kubescape"),
        KUBE_LINTER("kube-linter"),
        KUBE_SCORE("kube-score");

        private final String title;

        Catalogue(String title) {
            this.title = title;
        }

        /** Its name. */
        public String title() {
            return title;
        }
    }

    /** {@code CIS Docker Benchmark 1.6 5.5}. */
    @Override
    public String toString() {
        return catalogue.title() + " " + id;
    }
}
