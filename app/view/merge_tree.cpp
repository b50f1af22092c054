#include "view/merge_tree.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <unordered_map>

#include "view/colours.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float future_strength = 0.35f;
constexpr int none = -1;

ImU32 packed(const Rgb& c, float strength) {
    return ImGui::GetColorU32(ImVec4(c.r, c.g, c.b, strength));
}

float point() {
    return ImGui::GetStyle().FontScaleMain;
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

/// Returns the thickness of a line of this mass, bounded by the height of a row.
float thickness(double mass, float row_height) {
    const float wanted = (1.5f + 9 * static_cast<float>(mass)) * point();
    return std::clamp(wanted, 1.0f, std::max(1.0f, 0.7f * row_height));
}

class Pen {
  public:
    Pen(ImDrawList& list, const TreeLayout& layout, const std::vector<Branch>& branches, double now, Theme theme)
        : list_(list), layout_(layout), branches_(branches), now_(layout.strip.x(now)), theme_(theme) {}

    /// Draws a branch; of several masses within a pixel only the last is drawn.
    void branch(std::size_t i) {
        const Branch& branch = branches_[i];
        const float y = layout_.y(i);
        if (!in_sight(y, y)) return;
        const Rgb colour = identity_colour(branch.identity, theme_);
        float from = branch.mass.empty() ? 0 : x(branch.mass.front().first);
        for (std::size_t row = 0; row < branch.mass.size(); ++row) {
            const bool last = row + 1 == branch.mass.size();
            const float until = x(last ? branch.ended : branch.mass[row + 1].first);
            if (!last && until - from < 1) continue;
            level(from, until, y, thickness(branch.mass[row].second, layout_.row_height), colour);
            from = until;
        }
    }
    /// Draws the line from the end, or the birth, of a branch to the row of another.
    void join(std::size_t i, int other, double time) {
        if (other == none) return;
        const float here = layout_.y(i), there = layout_.y(static_cast<std::size_t>(other));
        if (!in_sight(std::min(here, there), std::max(here, there))) return;
        const float at = x(time);
        const Rgb colour = identity_colour(branches_[i].identity, theme_);
        list_.AddLine({at, here}, {at, there}, packed(colour, at > now_ + 1 ? future_strength : 1),
                      std::min(2 * point(), thickness(mass_at(branches_[i], time), layout_.row_height)));
    }
    void node(const TreeNode& node) {
        if (!in_sight(node.at.y, node.at.y)) return;
        const Rgb colour = identity_colour(branches_[node.branch].identity, theme_);
        const float radius = std::clamp(0.3f * layout_.row_height, 2 * point(), 4.5f * point());
        const Rgb ground = background(theme_);
        list_.AddCircleFilled(node.at, radius + 1.2f * point(), packed(ground, 1));
        const float strength = node.at.x > now_ + 1 ? future_strength : 1;
        if (node.merge)
            list_.AddCircleFilled(node.at, radius, packed(colour, strength));
        else
            list_.AddCircle(node.at, radius - 0.5f * point(), packed(colour, strength), 0, 1.5f * point());
    }
    /// Draws the share of the cloud at the right end of a living branch.
    void label(std::size_t i) {
        const Branch& branch = branches_[i];
        if (!branch.alive() || branch.mass.empty() || layout_.row_height < ImGui::GetFontSize()) return;
        if (!in_sight(layout_.y(i), layout_.y(i))) return;
        char text[16];
        std::snprintf(text, sizeof text, "%.0f %%", 100 * branch.mass.back().second);
        list_.AddText({layout_.strip.to.x + 0.4f * ImGui::GetFontSize(), layout_.y(i) - 0.55f * ImGui::GetFontSize()},
                      ImGui::GetColorU32(palette::faint_text(theme_)), text);
    }

  private:
    /// True if something between two heights is visible in the panel; lines and text extend by up to an em.
    bool in_sight(float top, float bottom) const {
        const float reach = ImGui::GetFontSize();
        return bottom + reach >= list_.GetClipRectMin().y && top - reach <= list_.GetClipRectMax().y;
    }
    float x(double time) const {
        return std::clamp(layout_.strip.x(std::min(time, layout_.strip.scale.to)), layout_.strip.from.x,
                          layout_.strip.to.x);
    }
    void level(float from, float to, float y, float width, const Rgb& colour) {
        const float split = std::clamp(now_, from, to);
        if (from < split) bar(from, split, y, width, packed(colour, 1));
        if (split < to) bar(split, to, y, width, packed(colour, future_strength));
    }
    void bar(float from, float to, float y, float width, ImU32 colour) {
        list_.AddRectFilled({from, y - 0.5f * width}, {to, y + 0.5f * width}, colour);
    }

    ImDrawList& list_;
    const TreeLayout& layout_;
    const std::vector<Branch>& branches_;
    float now_;
    Theme theme_;
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

void draw_merge_tree(ImDrawList& list, const TreeLayout& layout, const std::vector<Branch>& branches, double time,
                     Theme theme) {
    draw_time_axis(list, layout.strip, theme);
    const BranchIndex index(branches);
    Pen pen(list, layout, branches, time, theme);
    for (std::size_t i = 0; i < branches.size(); ++i) {
        const Branch& branch = branches[i];
        if (branch.parent >= 0 && branch.born > 0) pen.join(i, index.at(branch.parent, branch.born), branch.born);
        if (branch.heir >= 0) pen.join(i, index.heir(branch), branch.ended);
    }
    for (std::size_t i = 0; i < branches.size(); ++i) pen.branch(i);
    for (std::size_t i = 0; i < branches.size(); ++i) pen.label(i);
    for (const TreeNode& node : layout.nodes) pen.node(node);
    draw_playhead(list, layout.strip, time, theme);
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
