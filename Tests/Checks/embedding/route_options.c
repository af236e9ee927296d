/* Routes one request by every option that C has: ./route_options FILE.router POLICY PRICES CURRENT REQUEST
 * POLICY is a policy's name, or a policy in JSON where it begins with a brace; "-" leaves one out. Prints what
 * pm_route_json answers, or "error " and the last error. Run by Tests/Checks/embedding/options.py. */
#include <pointsman.h>
#include <stdio.h>
#include <string.h>

static const char *given(const char *argument) { return strcmp(argument, "-") == 0 ? NULL : argument; }

int main(int count, char **arguments) {
  pm_router *router = NULL;
  pm_policy *rules = NULL;
  pm_options options = PM_OPTIONS_INIT;
  char *json = NULL;
  pm_status status;
  if (count != 6) return 64;
  status = pm_open(arguments[1], &router);
  if (status == PM_OK && given(arguments[2])) {
    const char *prices = given(arguments[3]);
    status = arguments[2][0] == '{' ? pm_policy_json(router, arguments[2], prices, &rules)
                                    : pm_policy_named(router, arguments[2], prices, &rules);
  }
  if (status == PM_OK) {
    options.input = PM_JSON;
    options.rules = rules;
    options.current = given(arguments[4]);
    status = pm_route_json(router, arguments[5], strlen(arguments[5]), &options, &json);
  }
  if (status == PM_OK)
    puts(json);
  else
    printf("error %s\n", pm_last_error());
  pm_free(json);
  pm_policy_free(rules);
  pm_close(router);
  return 0;
}
