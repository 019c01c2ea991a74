window.addEventListener("load", () => {
  SwaggerUIBundle({url: "/api/v1/openapi.yaml", dom_id: "#interface", deepLinking: true, validatorUrl: null});
});
