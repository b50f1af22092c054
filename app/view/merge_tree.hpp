#pragma once

#include <imgui.h>

#include <limits>
#include <vector>

#include "coalesce/observe/lineage.hpp"
#include "view/timeline.hpp"

namespace coalesce {

/// Returns the row of every branch, 0 at the top, such that no merge crosses a branch that is alive then: a branch lies
/// between those that merge into it, the earliest nearest to it, alternately below and above.
std::vector<int> tree_rows(const std::vector<Branch>& branches);

/// A node of the tree that can be clicked: the birth of a branch, or its merge into another.
struct TreeNode {
    std::size_t branch;
    bool merge;  ///< true: its merge; false: its birth
    double time;
    ImVec2 at;
};

/// Layout of a drawn tree.
struct TreeLayout {
    TimeStrip strip;
    float row_height = 0;
    std::vector<int> rows;
    std::vector<TreeNode> nodes;
    float y(std::size_t branch) const { return strip.from.y + (static_cast<float>(rows[branch]) + 0.5f) * row_height; }
};
TreeLayout lay_out_tree(const TimeStrip& strip, const std::vector<Branch>& branches);

/// Heights between which a tree is visible; what lies outside need not be drawn.
struct Sight {
    float top = -std::numeric_limits<float>::infinity(), bottom = std::numeric_limits<float>::infinity();
};
/// Draws the branches, in the colours of their clusters and as thick as their mass, with time axis and playhead. The
/// shares of living branches take 2.8 ems beside the strip, the axis 1.6 below it.
void draw_merge_tree(const StripBrush& brush, const TreeLayout& layout, const std::vector<Branch>& branches,
                     double time, Sight sight = {});

/// Returns the node under the mouse; nullptr: none.
const TreeNode* node_near(const TreeLayout& layout, ImVec2 mouse);
/// Returns the branch whose line is under the mouse; -1: none.
int branch_near(const TreeLayout& layout, const std::vector<Branch>& branches, ImVec2 mouse);
/// Returns the mass of a branch at a time, that of its last row up to it.
double mass_at(const Branch& branch, double time);

}  // namespace coalesce
