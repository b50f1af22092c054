#include "coalesce/studies/clustering_diagram.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/error.hpp"

using namespace coalesce;
using namespace coalesce::studies;

TEST_CASE("shares rise in time from none to all, and fall with β where clusters wait for each other") {
    ClusteringDiagramSettings settings = clustering_diagram_settings({});
    settings.betas = {2, 4, 6};
    settings.systems = 40;
    const ClusteringDiagram study = compute_clustering_diagram(settings, [](double) {});
    REQUIRE(study.diagrams.size() == 2);
    for (const ClusteringDiagram::Diagram& diagram : study.diagrams) {
        CAPTURE(diagram.dimension);
        for (std::size_t b = 0; b < 3; ++b) {
            REQUIRE(diagram.times[b].size() == 40);
            CHECK(diagram.share(b, 1) == 0);
            double before = 0;
            for (double time = 1; time < 1e7; time *= 1.3) {
                CHECK(diagram.share(b, time) >= before);
                before = diagram.share(b, time);
            }
            CHECK(before >= 0.95);  // by 10^6 but for a pair that is nearly antipodal
            CHECK(diagram.share(b, diagram.median[b]) >= 0.5);
        }
        // Two clusters ρ apart wait e^{β(1-ρ)}, 1-ρ < 2; without such waits medians would not rise with β.
        for (std::size_t b = 1; b < 3; ++b) {
            CHECK(diagram.median[b] > 2 * diagram.median[b - 1]);
            CHECK(diagram.median[b] < std::exp(2 * 2.2) * diagram.median[b - 1]);
        }
    }
}

TEST_CASE("clustering-diagram refuses what it sets itself") {
    for (const char* key : {"model.beta=3", "tokens.count=4", "time.until=3", "dimension=2", "model.noise=1"})
        CHECK_THROWS_AS(clustering_diagram_settings({key}), InputError);
    CHECK_NOTHROW(clustering_diagram_settings({"model.attention=unnormalized"}));
}
