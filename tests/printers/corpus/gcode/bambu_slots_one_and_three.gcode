; HEADER_BLOCK_START
; BambuStudio 01.10.02.76
; model printing time: 1h 20m 5s; total estimated time: 1h 27m 40s
; total layer number: 120
; total filament length [mm] : 4031.26,120.50
; total filament volume [cm^3] : 9696.36,289.84
; total filament weight [g] : 12.02,0.36
; model label id: 88,102
; filament_density: 1.24,1.24,1.27
; filament_diameter: 1.75,1.75,1.75
; max_z_height: 24.00
; filament: 1,3
; HEADER_BLOCK_END

; CONFIG_BLOCK_START
; filament_colour = #1E88E5FF;#FFFFFFFF;#1A1A1AFF
; filament_settings_id = "Bambu PLA Basic @BBL P1S";"Bambu PLA Basic @BBL P1S";"Generic PETG"
; filament_type = PLA;PLA;PETG
; initial_layer_print_height = 0.2
; layer_height = 0.2
; nozzle_diameter = 0.4
; printer_model = Bambu Lab P1S
; CONFIG_BLOCK_END

; EXECUTABLE_BLOCK_START
M73 P0 R87
; CHANGE_LAYER
; start printing object, unique label id: 88
G1 X1 Y1 E1
