#include "figure/provenance.hpp"
#include "lab/lab.hpp"

namespace coalesce::lab {

studies::Result write(const Lab& lab, const std::filesystem::path& folder) {
    studies::Result result = lab.result();
    result.provenance = figure::provenance();
    write_result(result, folder, "summary.json");
    return result;
}

const std::vector<Entry>& entries() {
    static const std::vector<Entry> all = {
        single_location_entry(),
        infinite_width_entry(),
        equiangular_entry(),
    };
    return all;
}

}  // namespace coalesce::lab
