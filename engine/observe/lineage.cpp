#include "coalesce/observe/lineage.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {

namespace {

constexpr double lightest_branch = 0.01;
constexpr double notable_change = 0.01;

bool significant(const Cluster& cluster) {
    return cluster.mass >= lightest_branch;
}

/// Returns the cluster of `to` that holds most tokens of cluster `index` of `from`; ties go to the heavier. If it has
/// no tokens any more, that is the heaviest.
std::size_t where_most_are(const Clustering& from, std::size_t index, const Clustering& to) {
    std::vector<std::size_t> shared(to.clusters.size(), 0);
    for (std::size_t i = 0; i < from.label.size(); ++i)
        if (static_cast<std::size_t>(from.label[i]) == index) ++shared[static_cast<std::size_t>(to.label[i])];
    return static_cast<std::size_t>(std::max_element(shared.begin(), shared.end()) - shared.begin());
}

/// Adds a row (time, mass). The last row is overwritten until the mass differs from the row before by a hundredth.
void add_row(std::vector<std::pair<double, double>>& rows, double time, double mass) {
    const bool follows = rows.size() >= 2 && std::abs(mass - rows[rows.size() - 2].second) < notable_change &&
                         std::abs(mass - rows.back().second) < notable_change;
    if (follows)
        rows.back() = {time, mass};
    else
        rows.emplace_back(time, mass);
    if (rows.size() <= Lineage::most_rows) return;
    const auto last = rows.back();
    for (std::size_t k = 0; 2 * k < rows.size(); ++k) rows[k] = rows[2 * k];
    rows.resize((rows.size() + 1) / 2);
    if (rows.back() != last) rows.push_back(last);
}

}  // namespace

Branch* Lineage::find(int identity) {
    for (auto branch = branches_.rbegin(); branch != branches_.rend(); ++branch)
        if (branch->identity == identity) return &*branch;
    return nullptr;
}

/// Identity of the branch that most tokens of a new cluster belonged to; -1 if they were stragglers.
int Lineage::origin_of(const Clustering& clustering, std::size_t cluster) const {
    if (former_.label.empty()) return -1;
    const Cluster& origin = former_.clusters[where_most_are(clustering, cluster, former_)];
    return significant(origin) ? origin.identity : -1;
}

void Lineage::end_lost(double time, const Clustering& clustering) {
    for (Branch& branch : branches_) {
        if (!branch.alive()) continue;
        const auto is_it = [&](const Cluster& cluster) { return cluster.identity == branch.identity; };
        const auto now = std::find_if(clustering.clusters.begin(), clustering.clusters.end(), is_it);
        if (now != clustering.clusters.end() && significant(*now)) continue;
        branch.ended = time;
        if (now != clustering.clusters.end()) continue;
        const auto former = std::find_if(former_.clusters.begin(), former_.clusters.end(), is_it);
        if (former == former_.clusters.end()) continue;
        if (former->tokens == 0) continue;  // its tokens were removed
        const auto index = static_cast<std::size_t>(former - former_.clusters.begin());
        const Cluster& heir = clustering.clusters[where_most_are(former_, index, clustering)];
        if (significant(heir)) branch.heir = heir.identity;
    }
}

void Lineage::forget_shortest() {
    const auto life = [](const Branch& branch) { return branch.ended - branch.born; };
    const auto shortest = std::min_element(branches_.begin(), branches_.end(),
                                           [&](const Branch& a, const Branch& b) { return life(a) < life(b); });
    const Branch gone = *shortest;
    branches_.erase(shortest);
    for (Branch& branch : branches_) {
        if (branch.parent == gone.identity) branch.parent = gone.parent;
        if (branch.heir == gone.identity) branch.heir = gone.heir;
    }
}

void Lineage::observe(double time, const Clustering& clustering) {
    if (clustering.label.size() != former_.label.size()) *this = {};
    end_lost(time, clustering);
    for (std::size_t c = 0; c < clustering.clusters.size() && significant(clustering.clusters[c]); ++c) {
        const Cluster& cluster = clustering.clusters[c];
        Branch* branch = find(cluster.identity);
        if (!branch) {
            Branch born;
            born.identity = cluster.identity;
            born.born = time;
            born.parent = origin_of(clustering, c);
            branches_.push_back(std::move(born));
            branch = &branches_.back();
        }
        branch->ended = std::numeric_limits<double>::infinity();
        branch->heir = -1;
        branch->centre = cluster.centre;
        add_row(branch->mass, time, cluster.mass);
    }
    while (branches_.size() > most_branches) forget_shortest();
    former_ = clustering;
}

void Lineage::retain(std::span<const std::int32_t> origin, std::size_t before) {
    if (former_.label.size() == before) former_ = retained(former_, origin);
}

std::size_t Lineage::bytes() const {
    std::size_t sum = branches_.size() * sizeof(Branch) + former_.bytes();
    for (const Branch& branch : branches_) sum += branch.mass.size() * sizeof branch.mass[0];
    return sum;
}

}  // namespace coalesce
