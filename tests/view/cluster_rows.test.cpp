#include "view/cluster_rows.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace coalesce;

namespace {

/// A frame with clusters of these masses, each a narrow one.
Frame with_clusters(const std::vector<double>& masses) {
    Frame frame;
    for (std::size_t k = 0; k < masses.size(); ++k) {
        Cluster cluster;
        cluster.mass = masses[k];
        cluster.radius = 0.1;
        cluster.identity = static_cast<int>(k) + 3;
        frame.clusters.push_back(cluster);
    }
    return frame;
}

std::vector<std::string> texts(const Frame& frame, int most) {
    std::vector<std::string> all;
    for (const ClusterRow& row : cluster_rows(frame, most)) all.push_back(row.text);
    return all;
}

}  // namespace

TEST_CASE("every token is in a row of the legend") {
    // One token of a thousand apart: below a hundredth of the heaviest cluster it is none.
    const Frame frame = with_clusters({0.7, 0.299, 0.001});
    CHECK(texts(frame, 5) == std::vector<std::string>{"2 clusters", "70.0 %", "29.9 %", "0.1 % loose"});
    double sum = 0;
    for (const std::string& text : texts(frame, 5))
        if (text.find('%') != std::string::npos) sum += std::strtod(text.c_str(), nullptr);
    CHECK(sum == doctest::Approx(100));
    CHECK(cluster_rows(frame, 5)[1].identity == 3);
    CHECK_FALSE(cluster_rows(frame, 5)[0].identity);
    CHECK(texts(with_clusters({0.5, 0.3, 0.2}), 2) ==
          std::vector<std::string>{"3 clusters", "50.0 %", "30.0 %", "and 1 more"});
    CHECK(texts(with_clusters({0.9999, 0.0001}), 5).back() == "< 0.1 % loose");
    CHECK(texts(with_clusters({1}), 5) == std::vector<std::string>{"1 cluster", "100.0 %"});
}

TEST_CASE("an even crowd is no cluster, though all its tokens are linked") {
    Frame frame = with_clusters({1});
    frame.clusters.front().radius = 3.1;
    CHECK(texts(frame, 5) == std::vector<std::string>{"no clusters yet"});
    frame.clusters.front().radius = 1.5;  // half of the sphere and less has a middle
    CHECK(texts(frame, 5).front() == "1 cluster");
}
