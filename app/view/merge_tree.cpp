#include "view/merge_tree.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "coalesce/model/text.hpp"
#include "view/colours.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float future_branch_strength = 0.35f;
constexpr int none = -1;

chart::Colour inked(const Rgb& c, float strength = 1) {
    return {c.r, c.g, c.b, strength};
}

/// Finds branches by the identity of their cluster; a run with noise may have many thousands.
class BranchIndex {
  public:
    explicit BranchIndex(const std::vector<Branch>& branches) : branches_(branches) {
        for (std::size_t i = 0; i < branches.size(); ++i) of_identity_[branches[i].identity].push_back(i);
    }
    /// Returns the branch of an identity at `time`. An identity has two branches if its cluster fell below a hundredth
    /// and grew again.
    int at(int identity, double time) const {
        const auto found = of_identity_.find(identity);
        if (found == of_identity_.end()) return none;
        for (auto i = found->second.rbegin(); i != found->second.rend(); ++i)
            if (branches_[*i].born <= time && branches_[*i].ended >= time) return static_cast<int>(*i);
        return none;
    }
    /// Returns the branch that another one merges into, or `none`.
    int heir(const Branch& branch) const { return branch.heir >= 0 ? at(branch.heir, branch.ended) : none; }
    /// Returns the branch beside which another one is placed: its heir, else its parent.
    int anchor(std::size_t i) const {
        const Branch& branch = branches_[i];
        const int anchor = branch.heir >= 0 ? heir(branch) : at(branch.parent, branch.born);
        return anchor == static_cast<int>(i) ? none : anchor;
    }

  private:
    const std::vector<Branch>& branches_;
    std::unordered_map<int, std::vector<std::size_t>> of_identity_;
};

class Pen {
  public:
    Pen(const StripBrush& brush, const TreeLayout& layout, const std::vector<Branch>& branches, double now, Sight sight)
        : brush_(brush),
          surface_(brush.canvas.surface),
          layout_(layout),
          branches_(branches),
          now_(layout.strip.x(now)),
          sight_(sight) {}

    /// Draws a branch; of several masses that begin within what is seen as one place only the last is drawn.
    void branch(std::size_t i) {
        const Branch& branch = branches_[i];
        const float y = layout_.y(i);
        if (!in_sight(y, y)) return;
        Stretch known, future;
        float from = branch.mass.empty() ? 0 : x(branch.mass.front().first);
        for (std::size_t row = 0; row < branch.mass.size(); ++row) {
            const bool last = row + 1 == branch.mass.size();
            const float until = x(last ? branch.ended : branch.mass[row + 1].first);
            if (!last && until - from < brush_.canvas.finest) continue;
            const float half = 0.5f * thickness(branch.mass[row].second), split = std::clamp(now_, from, until);
            known.add(from, split, y, half);
            future.add(split, until, y, half);
            from = until;
        }
        const Rgb colour = identity_colour(branch.identity, brush_.theme);
        known.fill(surface_, inked(colour));
        future.fill(surface_, inked(colour, future_branch_strength));
    }
    /// Draws the line from the end, or the birth, of a branch to the row of another.
    void join(std::size_t i, int other, double time) {
        if (other == none) return;
        const float here = layout_.y(i), there = layout_.y(static_cast<std::size_t>(other));
        if (!in_sight(std::min(here, there), std::max(here, there))) return;
        const float at = x(time);
        const Rgb colour = identity_colour(branches_[i].identity, brush_.theme);
        const chart::Place ends[] = {{at, here}, {at, there}};
        surface_.line(ends, {inked(colour, at > now_ + 1 ? future_branch_strength : 1),
                             std::min(2 * point(), thickness(mass_at(branches_[i], time)))});
    }
    void node(const TreeNode& node) {
        if (!in_sight(node.at.y, node.at.y)) return;
        const chart::Place at{node.at.x, node.at.y};
        const chart::Colour colour = inked(identity_colour(branches_[node.branch].identity, brush_.theme),
                                           at.x > now_ + 1 ? future_branch_strength : 1);
        const float radius = std::clamp(0.3f * layout_.row_height, 2 * point(), 4.5f * point());
        const chart::Stroke no_edge{chart::transparent, 0};
        surface_.circle(at, radius + 1.2f * point(), inked(background(brush_.theme)), no_edge);
        if (node.merge)
            surface_.circle(at, radius, colour, no_edge);
        else
            surface_.circle(at, radius - 0.5f * point(), chart::transparent, {colour, 1.5f * point()});
    }
    /// Draws the share of the cloud at the right end of a living branch.
    void label(std::size_t i) {
        const Branch& branch = branches_[i];
        const float em = brush_.em;
        if (!branch.alive() || branch.mass.empty() || layout_.row_height < em) return;
        if (!in_sight(layout_.y(i), layout_.y(i))) return;
        surface_.text({layout_.strip.to.x + 0.4f * em, layout_.y(i) - 0.55f * em},
                      formatted("%.0f %%", 100 * branch.mass.back().second),
                      {ink(palette::faint_text(brush_.theme)), em});
    }

  private:
    /// A part of a branch, as one area: between neighbouring ones edges would show.
    struct Stretch {
        std::vector<chart::Place> low, high;
        void add(float from, float to, float y, float half) {
            if (!(from < to)) return;
            low.insert(low.end(), {{from, y + half}, {to, y + half}});
            high.insert(high.end(), {{from, y - half}, {to, y - half}});
        }
        void fill(chart::Surface& surface, chart::Colour colour) const {
            if (!low.empty()) surface.band(low, high, colour);
        }
    };

    float point() const { return brush_.canvas.point; }
    /// Returns the thickness of a line of this mass, bounded by the height of a row.
    float thickness(double mass) const {
        const float wanted = (1.5f + 9 * static_cast<float>(mass)) * point(), least = brush_.canvas.finest;
        return std::clamp(wanted, least, std::max(least, 0.7f * layout_.row_height));
    }
    /// True if something between two heights is visible; lines and text extend by up to an em.
    bool in_sight(float top, float bottom) const {
        return bottom + brush_.em >= sight_.top && top - brush_.em <= sight_.bottom;
    }
    float x(double time) const {
        return std::clamp(layout_.strip.x(std::min(time, layout_.strip.scale.to)), layout_.strip.from.x,
                          layout_.strip.to.x);
    }

    const StripBrush& brush_;
    chart::Surface& surface_;
    const TreeLayout& layout_;
    const std::vector<Branch>& branches_;
    float now_;
    Sight sight_;
};

}  // namespace

std::vector<int> tree_rows(const std::vector<Branch>& branches) {
    const std::size_t n = branches.size();
    const BranchIndex index(branches);
    std::vector<std::vector<std::size_t>> beside(n);
    std::vector<std::size_t> roots;
    for (std::size_t i = 0; i < n; ++i) {
        const int anchor = index.anchor(i);
        (anchor == none ? roots : beside[static_cast<std::size_t>(anchor)]).push_back(i);
    }
    for (auto& group : beside)
        std::stable_sort(group.begin(), group.end(),
                         [&](std::size_t a, std::size_t b) { return branches[a].ended < branches[b].ended; });
    std::vector<int> rows(n, none);
    int next = 0;
    std::vector<bool> seen(n, false);
    const std::function<void(std::size_t)> place = [&](std::size_t i) {
        if (seen[i]) return;
        seen[i] = true;
        const auto& group = beside[i];
        const auto count = static_cast<std::ptrdiff_t>(group.size());
        for (std::ptrdiff_t k = count - 1; k >= 0; --k)
            if (k % 2 == 1) place(group[static_cast<std::size_t>(k)]);
        rows[i] = next++;
        for (std::ptrdiff_t k = 0; k < count; k += 2) place(group[static_cast<std::size_t>(k)]);
    };
    for (const std::size_t root : roots) place(root);
    // Branches whose anchors form a cycle, which clusters do not produce, get the remaining rows.
    for (std::size_t i = 0; i < n; ++i) place(i);
    return rows;
}

TreeLayout lay_out_tree(const TimeStrip& strip, const std::vector<Branch>& branches) {
    TreeLayout layout{strip, 0, tree_rows(branches), {}};
    const BranchIndex index(branches);
    layout.row_height = (strip.to.y - strip.from.y) / static_cast<float>(std::max<std::size_t>(1, branches.size()));
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const Branch& branch = branches[i];
        if (branch.born > 0) layout.nodes.push_back({i, false, branch.born, {strip.x(branch.born), layout.y(i)}});
        if (branch.alive()) continue;
        const int heir = index.heir(branch);
        const std::size_t foot = heir == none ? i : static_cast<std::size_t>(heir);
        if (heir != none) layout.nodes.push_back({i, true, branch.ended, {strip.x(branch.ended), layout.y(foot)}});
    }
    return layout;
}

void draw_merge_tree(const StripBrush& brush, const TreeLayout& layout, const std::vector<Branch>& branches,
                     double time, Sight sight) {
    draw_time_axis(brush, layout.strip);
    const BranchIndex index(branches);
    Pen pen(brush, layout, branches, time, sight);
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const Branch& branch = branches[i];
        if (branch.parent >= 0 && branch.born > 0) pen.join(i, index.at(branch.parent, branch.born), branch.born);
        if (branch.heir >= 0) pen.join(i, index.heir(branch), branch.ended);
    }
    for (std::size_t i = 0; i < branches.size(); ++i) pen.branch(i);
    for (std::size_t i = 0; i < branches.size(); ++i) pen.label(i);
    for (const TreeNode& node : layout.nodes) pen.node(node);
    draw_playhead(brush, layout.strip, time);
}

const TreeNode* node_near(const TreeLayout& layout, ImVec2 mouse) {
    const TreeNode* nearest = nullptr;
    float reach = 0.55f * ImGui::GetFontSize();
    for (const TreeNode& node : layout.nodes)
        if (const float apart = std::hypot(node.at.x - mouse.x, node.at.y - mouse.y); apart <= reach) {
            nearest = &node;
            reach = apart;
        }
    return nearest;
}

int branch_near(const TreeLayout& layout, const std::vector<Branch>& branches, ImVec2 mouse) {
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const bool alive = layout.strip.x(branches[i].born) <= mouse.x &&
                           (branches[i].alive() || layout.strip.x(branches[i].ended) >= mouse.x);
        if (alive && std::abs(layout.y(i) - mouse.y) <= 0.5f * layout.row_height) return static_cast<int>(i);
    }
    return none;
}

double mass_at(const Branch& branch, double time) {
    double mass = branch.mass.empty() ? 0 : branch.mass.front().second;
    for (const auto& [since, value] : branch.mass)
        if (since <= time) mass = value;
    return mass;
}

}  // namespace coalesce
